import { page } from "fresh";
import type { Access } from "../../edge/access.ts";
import { define } from "../../utils.ts";
import { ErrorCode } from "../../services/kit/errors.ts";
import { type FormProblem, formProblem } from "../(_shared)/form_problem.ts";
import { readForm } from "../(_shared)/read_form.ts";
import { EMAIL_LABELS, EmailForm } from "./(_identity)/email_form.tsx";
import { FormPage, WayOut } from "./(_identity)/form_page.tsx";
import { LinkForm } from "./(_identity)/link_form.tsx";

export const access: Access = "anyone";

interface Data {
  /** Of the link; without one, the page offers to send it again. */
  token: string | null;
  /** What was typed, to have it sent. */
  email: string;
  problem?: FormProblem;
}

const WORDS = { [ErrorCode.LINK_EXPIRED]: "This link was used before, or is too old. Have another one sent." };

/** Proves an address by the link that was mailed to it, or has the link sent again. */
export const handler = define.handlers<Data>({
  GET: (ctx) => page({ token: ctx.url.searchParams.get("token"), email: "" }),
  async POST(ctx) {
    const { clients: { identity }, device } = ctx.state;
    const form = await readForm(ctx.req);
    const token = form.get("token")?.toString();
    const email = String(form.get("email") ?? "").trim();
    try {
      if (token) await identity.verifyEmail({ token, device });
      else await identity.resendVerification({ email, device });
    } catch (error) {
      const problem = formProblem(error, EMAIL_LABELS, WORDS);
      const isOver = !token || problem.message === WORDS[ErrorCode.LINK_EXPIRED];
      return page<Data>({ token: isOver ? null : token, email, problem }, { status: problem.status });
    }
    return ctx.redirect(token ? "/sign-in?notice=verified" : "/register/sent", 303);
  },
});

export default define.page<typeof handler>(({ data: { token, email, problem } }) =>
  token
    ? (
      <FormPage
        title="Confirm your address"
        intro={<p>One press, and your account is ready.</p>}
        labels={EMAIL_LABELS}
        problem={problem}
      >
        <LinkForm action="/verify-email" token={token} label="Confirm my address" />
      </FormPage>
    )
    : (
      <FormPage
        title="Send the mail again"
        intro={<p>We write to the address once more, if an account waits for it to be confirmed.</p>}
        labels={EMAIL_LABELS}
        problem={problem}
      >
        <EmailForm action="/verify-email" email={email} problem={problem} label="Send it" />
        <p>
          <WayOut href="/sign-in">Back to sign in</WayOut>
        </p>
      </FormPage>
    )
);
