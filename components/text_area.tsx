import { FieldFrame, fieldIds } from "./field_frame.tsx";

export interface TextAreaProps {
  label: string;
  name: string;
  value?: string | undefined;
  maxLength?: number;
  required?: boolean;
  hint?: string | undefined;
  error?: string | undefined;
  class?: string | undefined;
}

/** A labelled field for some lines of text, with its hint and error. */
export function TextArea(
  { label, name, value = "", required = false, maxLength, hint, error, class: className }: TextAreaProps,
) {
  const { id, describedBy } = fieldIds(name, hint, error);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={!required} class={className}>
      <textarea
        id={id}
        name={name}
        rows={3}
        required={required}
        maxLength={maxLength}
        class="field-control"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy}
      >
        {value}
      </textarea>
    </FieldFrame>
  );
}
