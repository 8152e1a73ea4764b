import { fieldIds } from "./field_frame.tsx";
import { Notice } from "./notice.tsx";

export interface ErrorSummaryProps {
  /** What happened; without it, the summary asks to check the fields. */
  message?: string | undefined;
  /** What is wrong with fields, in the order of the page. */
  fields?: readonly { name: string; label: string; error: string }[];
  /** Where to mend it. */
  link?: { href: string; text: string } | undefined;
}

/** Says why a form was not accepted, and leads to each field at fault. */
export function ErrorSummary({ message, fields = [], link }: ErrorSummaryProps) {
  return (
    <Notice kind="bad" urgent id="problem">
      <h2 class="font-semibold">{message ?? "Please check these fields"}</h2>
      {fields.length > 0 && (
        <ul class="list-disc pl-5">
          {fields.map(({ name, label, error }) => (
            <li key={name}>
              <a href={`#${fieldIds(name, undefined, undefined).id}`} class="underline underline-offset-2">
                {label}: {error}
              </a>
            </li>
          ))}
        </ul>
      )}
      {link && (
        <p>
          <a href={link.href} class="inline-flex min-h-11 items-center font-semibold underline underline-offset-2">
            {link.text}
          </a>
        </p>
      )}
    </Notice>
  );
}
