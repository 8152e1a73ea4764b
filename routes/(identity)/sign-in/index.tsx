import { page } from "fresh";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PasswordField } from "../../../components/password_field.tsx";
import type { Access } from "../../../edge/access.ts";
import type { State } from "../../../edge/state.ts";
import { PasskeySignIn } from "../../../islands/passkey_sign_in.tsx";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { ownPath } from "../../(_shared)/own_path.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { EMAIL_LABEL, EmailField } from "../(_identity)/email_field.tsx";
import { FormPage, WayOut } from "../(_identity)/form_page.tsx";
import { noticeOf } from "../(_identity)/notices.ts";
import { keepSecondFactor } from "../(_identity)/second_factor.ts";
import { enterWith, placeAfter } from "../(_identity)/sign_in.ts";
import { dropTicket, readTicket } from "../(_identity)/ticket_cookie.ts";

export const access: Access = "anyone";

interface Data {
  email: string;
  /** Where to go then; a place of this site. */
  next: string | undefined;
  notice?: ReturnType<typeof noticeOf>;
  problem?: FormProblem;
}

const LABELS = { email: EMAIL_LABEL, password: "Password" };
const WORDS = {
  [ErrorCode.SIGN_IN_REFUSED]: "The address or the password is not right, or the address is not confirmed yet.",
};
const PASSKEY_WORDS = {
  [ErrorCode.SIGN_IN_REFUSED]: "This passkey is not known here. Try another one, or sign in with your password.",
  [ErrorCode.LINK_EXPIRED]: "That took too long. Try again.",
};

export const handler = define.handlers<Data>({
  GET(ctx) {
    const next = ownPath(ctx.url.searchParams.get("next"));
    if (ctx.state.session.principal) return ctx.redirect(placeAfter(ctx.state, next));
    return page({ email: "", next, notice: noticeOf(ctx.url) });
  },
  async POST(ctx) {
    const { req, state } = ctx;
    const form = await readForm(req);
    const next = ownPath(form.get("next"));
    const email = String(form.get("email") ?? "").trim();
    const passkeyJson = String(form.get("passkey_json") ?? "");
    try {
      if (passkeyJson) return await showPasskey(req, state, passkeyJson, next);
      return await showPassword(state, email, String(form.get("password") ?? ""), next);
    } catch (error) {
      const problem = formProblem(error, LABELS, passkeyJson ? PASSKEY_WORDS : WORDS);
      return page<Data>({ email, next, problem }, { status: problem.status });
    }
  },
});

async function showPassword(state: State, email: string, password: string, next: string | undefined) {
  const { clients, device } = state;
  const { outcome } = await clients.identity.signIn({ email, password, kind: SessionKind.SITE, device });
  if (outcome.case !== "secondFactor") return await enterWith(state, outcome.value, next);
  return keepSecondFactor(outcome.value, next, state);
}

async function showPasskey(req: Request, state: State, passkeyJson: string, next: string | undefined) {
  const { clients: { identity }, device } = state;
  const ticket = readTicket(req, "passkey", state) ?? "none";
  const { session } = await identity.finishPasskeySignIn({ ticket, passkeyJson, kind: SessionKind.SITE, device });
  return dropTicket(await enterWith(state, session, next), "passkey", state);
}

export default define.page<typeof handler>(({ data: { email, next, notice, problem } }) => (
  <FormPage title="Sign in" labels={LABELS} problem={problem}>
    {notice && <Notice kind={notice.kind} urgent>{notice.text}</Notice>}
    <form method="post" action="/sign-in" class="grid gap-5">
      {next && <input type="hidden" name="next" value={next} />}
      <EmailField value={email} error={problem?.errors.email} />
      <PasswordField
        name="password"
        label={LABELS.password}
        error={problem?.errors.password}
        autocomplete="current-password"
      />
      <Button class="w-full">Sign in</Button>
    </form>
    <form method="post" action="/sign-in">
      {next && <input type="hidden" name="next" value={next} />}
      <PasskeySignIn begin="/sign-in/passkey" label="Sign in with a passkey" />
    </form>
    <p class="flex flex-wrap gap-x-6">
      <WayOut href="/forgot-password">Forgot your password?</WayOut>
      <WayOut href="/verify-email">No mail to confirm your address?</WayOut>
    </p>
    <p class="border-t border-line pt-5">
      New here? <WayOut href="/register">Create an account</WayOut>
    </p>
  </FormPage>
));
