import { page } from "fresh";
import type { Access } from "../../edge/access.ts";
import { define } from "../../utils.ts";
import { ErrorCode } from "../../services/kit/errors.ts";
import { type FormProblem, formProblem } from "../(_shared)/form_problem.ts";
import { readForm } from "../(_shared)/read_form.ts";
import { FormPage, WayOut } from "./(_identity)/form_page.tsx";
import { LinkForm } from "./(_identity)/link_form.tsx";

export const access: Access = "anyone";

interface Data {
  token: string;
  problem?: FormProblem;
}

const WORDS = {
  [ErrorCode.LINK_EXPIRED]: "This link was used before, or is too old. Ask for the change again in your account.",
};

/** Makes another address an account's own, by the link that was mailed to it. */
export const handler = define.handlers<Data>({
  GET(ctx) {
    const token = ctx.url.searchParams.get("token");
    return token ? page({ token }) : ctx.redirect("/account");
  },
  async POST(ctx) {
    const { clients, device, session } = ctx.state;
    const token = String((await readForm(ctx.req)).get("token") ?? "");
    try {
      await clients.identity.confirmEmailChange({ token, device });
    } catch (error) {
      const problem = formProblem(error, {}, WORDS);
      return page<Data>({ token, problem }, { status: problem.status });
    }
    return ctx.redirect(session.principal ? "/account" : "/sign-in?notice=email_changed", 303);
  },
});

export default define.page<typeof handler>(({ data: { token, problem } }) => (
  <FormPage
    title="Confirm your new address"
    intro={<p>From then on you sign in with it, and we write to it.</p>}
    labels={{}}
    problem={problem}
  >
    <LinkForm action="/confirm-email" token={token} label="Use this address" />
    <p>
      <WayOut href="/account">To your account</WayOut>
    </p>
  </FormPage>
));
