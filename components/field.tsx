import { FieldFrame, fieldIds } from "./field_frame.tsx";

export interface FieldProps {
  label: string;
  name: string;
  value?: string | undefined;
  type?: "text" | "email" | "tel";
  inputMode?: "text" | "email" | "tel" | "numeric";
  autocomplete?: string;
  placeholder?: string;
  maxLength?: number;
  required?: boolean;
  /** What to type, below the input. */
  hint?: string | undefined;
  /** What is wrong with what was typed. */
  error?: string | undefined;
  class?: string | undefined;
}

/** A labelled input with its hint and error. */
export function Field(
  { label, name, type = "text", required = false, hint, error, class: className, ...input }: FieldProps,
) {
  const { id, describedBy } = fieldIds(name, hint, error);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} optional={!required} class={className}>
      <input
        {...input}
        id={id}
        name={name}
        type={type as "text"} // Preact types each kind of input apart; these three take the same attributes.
        required={required}
        class="field-control"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy}
      />
    </FieldFrame>
  );
}
