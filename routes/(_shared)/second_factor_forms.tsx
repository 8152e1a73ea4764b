import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { PasskeySignIn } from "../../islands/passkey_sign_in.tsx";
import type { FormProblem } from "./form_problem.ts";

/** The fields of second factors, by the contract's names. */
export const FACTOR_LABELS = { totp_code: "Code of your app", recovery_code: "Recovery code" };

export interface SecondFactorFormsProps {
  /** Where they go. */
  action: string;
  /** Where showing a passkey begins. */
  begin: string;
  /** Where to go then; a place of this site. */
  next: string | undefined;
  totp: boolean;
  passkey: boolean;
  problem: FormProblem | undefined;
}

/** The second factors that somebody has, each with a form that shows it; recovery codes behind the rest. */
export function SecondFactorForms({ action, begin, next, totp, passkey, problem }: SecondFactorFormsProps) {
  const errors = problem?.errors ?? {};
  const kept = next && <input type="hidden" name="next" value={next} />;
  return (
    <>
      {passkey && (
        <form method="post" action={action}>
          {kept}
          <PasskeySignIn begin={begin} label="Use a passkey" />
        </form>
      )}
      {totp && (
        <form method="post" action={action} class="grid gap-5">
          {kept}
          <Field
            name="totp_code"
            label={FACTOR_LABELS.totp_code}
            hint="Six digits, from the app on your phone."
            error={errors.totp_code}
            inputMode="numeric"
            autocomplete="one-time-code"
            required
            maxLength={10}
          />
          <Button class="w-full">Go on</Button>
        </form>
      )}
      <details open={!totp || errors.recovery_code !== undefined} class="border-t border-line pt-3">
        <summary class="min-h-11 content-center font-medium">Use a recovery code</summary>
        <form method="post" action={action} class="mt-3 grid gap-5">
          {kept}
          <Field
            name="recovery_code"
            label={FACTOR_LABELS.recovery_code}
            hint="One of those you kept for the loss of a device. Each works once."
            error={errors.recovery_code}
            autocomplete="off"
            required
            maxLength={40}
          />
          <Button look="quiet" class="w-full">Use the code</Button>
        </form>
      </details>
    </>
  );
}

/** The second factor that a form shows. */
export function readFactor(form: FormData) {
  const sent = (name: string) => String(form.get(name) ?? "").trim();
  const [passkeyJson, recoveryCode] = [sent("passkey_json"), sent("recovery_code")];
  if (passkeyJson) return { case: "passkeyJson", value: passkeyJson } as const;
  if (form.has("recovery_code")) return { case: "recoveryCode", value: recoveryCode } as const;
  // Apps show the code in two groups.
  return { case: "totpCode", value: sent("totp_code").replaceAll(/\s/g, "") } as const;
}
