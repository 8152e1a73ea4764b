import { page } from "fresh";
import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { EMAIL_LABELS, EmailForm } from "../(_identity)/email_form.tsx";
import { FormPage, WayOut } from "../(_identity)/form_page.tsx";

export const access: Access = "anyone";

interface Data {
  email: string;
  problem?: FormProblem;
}

/** Has a link sent to choose another password. The answer is the same whether the address has an account. */
export const handler = define.handlers<Data>({
  GET: () => page({ email: "" }),
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const email = String((await readForm(ctx.req)).get("email") ?? "").trim();
    try {
      await clients.identity.requestPasswordReset({ email, device });
    } catch (error) {
      const problem = formProblem(error, EMAIL_LABELS);
      return page<Data>({ email, problem }, { status: problem.status });
    }
    return ctx.redirect("/forgot-password/sent", 303);
  },
});

export default define.page<typeof handler>(({ data: { email, problem } }) => (
  <FormPage
    title="Forgot your password?"
    intro={<p>Tell us your address, and we send you a link to choose another one.</p>}
    labels={EMAIL_LABELS}
    problem={problem}
  >
    <EmailForm action="/forgot-password" email={email} problem={problem} label="Send the link" />
    <p>
      <WayOut href="/sign-in">Back to sign in</WayOut>
    </p>
  </FormPage>
));
