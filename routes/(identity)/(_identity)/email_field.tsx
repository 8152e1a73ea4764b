import { Field } from "../../../components/field.tsx";

/** What {@linkcode EmailField} is called. */
export const EMAIL_LABEL = "Email";

/** Asks for the address by which somebody signs in. Password managers know it as the name of the account. */
export function EmailField({ value, error }: { value: string; error: string | undefined }) {
  return (
    <Field
      name="email"
      label={EMAIL_LABEL}
      value={value}
      error={error}
      type="email"
      autocomplete="username"
      required
      maxLength={254}
    />
  );
}
