import { ShowPassword } from "../islands/show_password.tsx";
import { FieldFrame, fieldIds } from "./field_frame.tsx";

/** The longest password that is taken, in characters; longer ones are said to be too long, not cut. */
const MAX_TYPED = 1_000;

export interface PasswordFieldProps {
  label: string;
  name: string;
  /** Whether it is one to choose, so that password managers offer to make it. */
  autocomplete: "new-password" | "current-password";
  hint?: string | undefined;
  error?: string | undefined;
  class?: string | undefined;
}

/** A labelled input for a password. What was typed is never sent back. */
export function PasswordField({ label, name, autocomplete, hint, error, class: className }: PasswordFieldProps) {
  const { id, describedBy } = fieldIds(name, hint, error);
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} class={className}>
      <div class="relative">
        <input
          id={id}
          name={name}
          type="password"
          required
          maxLength={MAX_TYPED}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          class="field-control pr-20"
          aria-invalid={error ? "true" : undefined}
          aria-describedby={describedBy}
        />
        <ShowPassword field={id} />
      </div>
    </FieldFrame>
  );
}
