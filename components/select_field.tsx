import { FieldFrame, fieldIds } from "./field_frame.tsx";

export interface SelectFieldProps {
  label: string;
  name: string;
  value: string;
  choices: readonly { value: string; label: string }[];
  hint?: string | undefined;
  error?: string | undefined;
  autocomplete?: string;
  /** Id of the button that sends the form, to be pressed when the choice changes. */
  sends?: string;
  class?: string;
}

/** A labelled choice of one. */
export function SelectField(
  { label, name, value, choices, hint, error, autocomplete, sends, class: className }: SelectFieldProps,
) {
  const { id, describedBy } = fieldIds(name, hint, error);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} class={className}>
      <select
        id={id}
        name={name}
        required
        autocomplete={autocomplete}
        data-sends={sends}
        class="field-control"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={describedBy}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} selected={choice.value === value}>{choice.label}</option>
        ))}
      </select>
    </FieldFrame>
  );
}
