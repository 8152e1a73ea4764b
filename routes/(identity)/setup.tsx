import { page } from "fresh";
import { Button } from "../../components/button.tsx";
import type { Access } from "../../edge/access.ts";
import { ErrorCode } from "../../services/kit/errors.ts";
import { define } from "../../utils.ts";
import { type FormProblem, formProblem } from "../(_shared)/form_problem.ts";
import { readForm } from "../(_shared)/read_form.ts";
import { ACCOUNT_LABELS, AccountFields, type AccountValues, readAccount } from "./(_identity)/account_fields.tsx";
import { FormPage } from "./(_identity)/form_page.tsx";

export const access: Access = "anyone";

interface Data {
  token: string;
  values: AccountValues;
  problem?: FormProblem;
}

const WORDS = {
  [ErrorCode.LINK_EXPIRED]:
    "This link was used before, or is too old. While there is no administrator, the shop prints another at its start.",
};

/** Makes the first administrator, by the link that the shop printed at its start. */
export const handler = define.handlers<Data>({
  GET(ctx) {
    const token = ctx.url.searchParams.get("token");
    return token ? page({ token, values: { displayName: "", email: "" } }) : ctx.redirect("/sign-in");
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const form = await readForm(ctx.req);
    const token = String(form.get("token") ?? "");
    const { password, ...values } = readAccount(form);
    try {
      await clients.identity.claimAdministrator({ token, ...values, password, device });
    } catch (error) {
      const problem = formProblem(error, ACCOUNT_LABELS, WORDS);
      return page<Data>({ token, values, problem }, { status: problem.status });
    }
    return ctx.redirect("/sign-in?notice=administrator", 303);
  },
});

export default define.page<typeof handler>(({ data: { token, values, problem } }) => (
  <FormPage
    title="Set up this shop"
    intro={<p>You become its first administrator. A second factor comes next, before any rights do.</p>}
    labels={ACCOUNT_LABELS}
    problem={problem}
  >
    <form method="post" action="/setup" class="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <AccountFields values={values} problem={problem} />
      <Button class="w-full">Become administrator</Button>
    </form>
  </FormPage>
));
