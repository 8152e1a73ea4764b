import { page } from "fresh";
import { Button } from "../../components/button.tsx";
import { PasswordField } from "../../components/password_field.tsx";
import type { Access } from "../../edge/access.ts";
import { ErrorCode } from "../../services/kit/errors.ts";
import { define } from "../../utils.ts";
import { type FormProblem, formProblem } from "../(_shared)/form_problem.ts";
import { readForm } from "../(_shared)/read_form.ts";
import { PASSWORD_HINT } from "./(_identity)/account_fields.tsx";
import { FormPage, WayOut } from "./(_identity)/form_page.tsx";

export const access: Access = "anyone";

interface Data {
  token: string;
  problem?: FormProblem;
}

const LABELS = { new_password: "New password" };
const WORDS = { [ErrorCode.LINK_EXPIRED]: "This link was used before, or is too old. Ask for another one." };

/** Chooses another password, by the link that was mailed. */
export const handler = define.handlers<Data>({
  GET(ctx) {
    const token = ctx.url.searchParams.get("token");
    return token ? page({ token }) : ctx.redirect("/forgot-password");
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const form = await readForm(ctx.req);
    const token = String(form.get("token") ?? "");
    try {
      const newPassword = String(form.get("new_password") ?? "");
      await clients.identity.resetPassword({ token, newPassword, device });
    } catch (error) {
      const problem = formProblem(error, LABELS, WORDS);
      return page<Data>({ token, problem }, { status: problem.status });
    }
    return ctx.redirect("/sign-in?notice=password_reset", 303);
  },
});

export default define.page<typeof handler>(({ data: { token, problem } }) => (
  <FormPage
    title="Choose a new password"
    intro={<p>You are signed out everywhere with it, and sign in anew.</p>}
    labels={LABELS}
    problem={problem}
  >
    <form method="post" action="/reset-password" class="grid gap-5">
      <input type="hidden" name="token" value={token} />
      <PasswordField
        name="new_password"
        label={LABELS.new_password}
        error={problem?.errors.new_password}
        hint={PASSWORD_HINT}
        autocomplete="new-password"
      />
      <Button class="w-full">Save the password</Button>
    </form>
    <p>
      <WayOut href="/forgot-password">Ask for another link</WayOut>
    </p>
  </FormPage>
));
