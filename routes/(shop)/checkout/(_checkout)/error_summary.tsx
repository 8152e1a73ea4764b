import { fieldIds } from "../../../../components/field_frame.tsx";
import { Notice } from "../../../../components/notice.tsx";
import { type FormField, LABELS } from "./form_fields.ts";
import type { Refusal } from "./refusal.ts";

/** Says why the order was not placed, and leads to each field at fault. */
export function ErrorSummary({ refusal: { errors, message, link } }: { refusal: Refusal }) {
  const fields = (Object.keys(LABELS) as FormField[]).filter((name) => errors[name]);
  return (
    <Notice kind="bad" urgent id="problem">
      <h2 class="font-semibold">{message ?? "Please check these fields"}</h2>
      {fields.length > 0 && (
        <ul class="list-disc pl-5">
          {fields.map((name) => (
            <li key={name}>
              <a href={`#${fieldIds(name, undefined, undefined).id}`} class="underline underline-offset-2">
                {LABELS[name]}: {errors[name]}
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
