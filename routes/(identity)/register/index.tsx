import { page } from "fresh";
import { Button } from "../../../components/button.tsx";
import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { ACCOUNT_LABELS, AccountFields, type AccountValues, readAccount } from "../(_identity)/account_fields.tsx";
import { FormPage, WayOut } from "../(_identity)/form_page.tsx";

export const access: Access = "anyone";

interface Data {
  values: AccountValues;
  problem?: FormProblem;
}

/** Asks for an account. The answer is the same whether the address has one. */
export const handler = define.handlers<Data>({
  GET: () => page({ values: { displayName: "", email: "" } }),
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const { password, ...values } = readAccount(await readForm(ctx.req));
    try {
      await clients.identity.register({ ...values, password, device });
    } catch (error) {
      const problem = formProblem(error, ACCOUNT_LABELS);
      return page<Data>({ values, problem }, { status: problem.status });
    }
    return ctx.redirect("/register/sent", 303);
  },
});

export default define.page<typeof handler>(({ data: { values, problem } }) => (
  <FormPage
    title="Create an account"
    intro={<p>See your orders, keep your addresses, and find your cart again on every device.</p>}
    labels={ACCOUNT_LABELS}
    problem={problem}
  >
    <form method="post" action="/register" class="grid gap-5">
      <AccountFields values={values} problem={problem} />
      <Button class="w-full">Create account</Button>
    </form>
    <p>
      You have one? <WayOut href="/sign-in">Sign in</WayOut>
    </p>
  </FormPage>
));
