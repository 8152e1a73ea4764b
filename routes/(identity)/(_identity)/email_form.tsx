import { Button } from "../../../components/button.tsx";
import type { FormProblem } from "../../(_shared)/form_problem.ts";
import { EMAIL_LABEL, EmailField } from "./email_field.tsx";

/** What the field of an {@linkcode EmailForm} is called. */
export const EMAIL_LABELS = { email: EMAIL_LABEL };

export interface EmailFormProps {
  action: string;
  /** What was typed, if it was sent. */
  email: string;
  problem: FormProblem | undefined;
  /** What stands on the button. */
  label: string;
}

/** Asks for an address, to send a mail to. */
export function EmailForm({ action, email, problem, label }: EmailFormProps) {
  return (
    <form method="post" action={action} class="grid gap-5">
      <EmailField value={email} error={problem?.errors.email} />
      <Button class="w-full">{label}</Button>
    </form>
  );
}
