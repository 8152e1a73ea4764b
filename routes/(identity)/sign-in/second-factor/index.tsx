import { page } from "fresh";
import { Button } from "../../../../components/button.tsx";
import { Field } from "../../../../components/field.tsx";
import type { Access } from "../../../../edge/access.ts";
import { PasskeySignIn } from "../../../../islands/passkey_sign_in.tsx";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { ownPath } from "../../../(_shared)/own_path.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { FormPage, WayOut } from "../../(_identity)/form_page.tsx";
import { readSecondFactor, type WaitingSignIn } from "../../(_identity)/second_factor.ts";
import { enterWith } from "../../(_identity)/sign_in.ts";
import { dropTicket } from "../../(_identity)/ticket_cookie.ts";

export const access: Access = "anyone";

interface Data {
  waiting: WaitingSignIn;
  next: string | undefined;
  problem?: FormProblem;
}

const LABELS = { totp_code: "Code of your app", recovery_code: "Recovery code" };
const WORDS = {
  [ErrorCode.SIGN_IN_REFUSED]: "That is not right, or was used before. Wait for the next code, then try again.",
};
const EXPIRED = "/sign-in?notice=expired";

export const handler = define.handlers<Data>({
  GET(ctx) {
    const waiting = readSecondFactor(ctx.req, ctx.state);
    const next = ownPath(ctx.url.searchParams.get("next"));
    return waiting ? page({ waiting, next }) : ctx.redirect("/sign-in");
  },
  async POST(ctx) {
    const { req, state } = ctx;
    const form = await readForm(req);
    const next = ownPath(form.get("next"));
    const waiting = readSecondFactor(req, state);
    if (!waiting) return ctx.redirect(EXPIRED, 303);
    try {
      const { ticket } = waiting;
      const { session } = await state.clients.identity.completeSignIn({
        ticket,
        factor: readFactor(form),
        device: state.device,
      });
      return dropTicket(await enterWith(state, session, next), "second-factor", state);
    } catch (error) {
      if (error instanceof ShopError && error.code === ErrorCode.LINK_EXPIRED) {
        return dropTicket(ctx.redirect(EXPIRED, 303), "second-factor", state);
      }
      const problem = formProblem(error, LABELS, WORDS);
      return page<Data>({ waiting, next, problem }, { status: problem.status });
    }
  },
});

function readFactor(form: FormData) {
  const sent = (name: string) => String(form.get(name) ?? "").trim();
  const [passkeyJson, recoveryCode] = [sent("passkey_json"), sent("recovery_code")];
  if (passkeyJson) return { case: "passkeyJson", value: passkeyJson } as const;
  if (form.has("recovery_code")) return { case: "recoveryCode", value: recoveryCode } as const;
  // Apps show the code in two groups.
  return { case: "totpCode", value: sent("totp_code").replaceAll(/\s/g, "") } as const;
}

export default define.page<typeof handler>(({ data: { waiting, next, problem } }) => {
  const errors = problem?.errors ?? {};
  const kept = next && <input type="hidden" name="next" value={next} />;
  return (
    <FormPage title="One more step" intro={<p>Show that it is you.</p>} labels={LABELS} problem={problem}>
      {waiting.passkey && (
        <form method="post" action="/sign-in/second-factor">
          {kept}
          <PasskeySignIn begin="/sign-in/second-factor/passkey" label="Use a passkey" />
        </form>
      )}
      {waiting.totp && (
        <form method="post" action="/sign-in/second-factor" class="grid gap-5">
          {kept}
          <Field
            name="totp_code"
            label={LABELS.totp_code}
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
      <details open={!waiting.totp || errors.recovery_code !== undefined} class="border-t border-line pt-3">
        <summary class="min-h-11 content-center font-medium">Use a recovery code</summary>
        <form method="post" action="/sign-in/second-factor" class="mt-3 grid gap-5">
          {kept}
          <Field
            name="recovery_code"
            label={LABELS.recovery_code}
            hint="One of those you kept for the loss of a device. Each works once."
            error={errors.recovery_code}
            autocomplete="off"
            required
            maxLength={40}
          />
          <Button look="quiet" class="w-full">Use the code</Button>
        </form>
      </details>
      <p>
        <WayOut href="/sign-in">Start again</WayOut>
      </p>
    </FormPage>
  );
});
