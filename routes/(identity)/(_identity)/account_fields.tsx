import { Field } from "../../../components/field.tsx";
import { PasswordField } from "../../../components/password_field.tsx";
import type { FormProblem } from "../../(_shared)/form_problem.ts";
import { EMAIL_LABEL, EmailField } from "./email_field.tsx";

/** What the fields of a new account are called, by the contract's names. */
export const ACCOUNT_LABELS = { display_name: "Your name", email: EMAIL_LABEL, password: "Password" };

/** What is asked for of a password, where one is chosen. */
export const PASSWORD_HINT = "At least 8 characters. Anything goes, also blanks; a few words in a row are strong.";

/** What was typed of a new account, without its password. */
export interface AccountValues {
  displayName: string;
  email: string;
}

/** What a form of {@linkcode AccountFields} sent. */
export function readAccount(form: FormData): AccountValues & { password: string } {
  const typed = (name: string) => String(form.get(name) ?? "");
  return { displayName: typed("display_name").trim(), email: typed("email").trim(), password: typed("password") };
}

/** The fields of a new account. */
export function AccountFields({ values, problem }: { values: AccountValues; problem: FormProblem | undefined }) {
  const errors = problem?.errors ?? {};
  return (
    <>
      <Field
        name="display_name"
        label={ACCOUNT_LABELS.display_name}
        value={values.displayName}
        error={errors.display_name}
        autocomplete="name"
        required
        maxLength={100}
      />
      <EmailField value={values.email} error={errors.email} />
      <PasswordField
        name="password"
        label={ACCOUNT_LABELS.password}
        error={errors.password}
        hint={PASSWORD_HINT}
        autocomplete="new-password"
      />
    </>
  );
}
