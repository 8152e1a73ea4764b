import { page } from "fresh";
import { Button, LinkButton } from "../../../components/button.tsx";
import { Field } from "../../../components/field.tsx";
import { Panel } from "../../../components/panel.tsx";
import type { Access } from "../../../edge/access.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { AccountPage } from "./(_account)/account_page.tsx";
import { donePath } from "./(_account)/done.ts";
import { needRecentSignIn } from "./(_account)/recent_sign_in.ts";

export const access: Access = "account";

const LABELS = { email: "New email address" };

interface Data {
  email: string;
  problem?: FormProblem;
}

/** Asks for another email address. */
export const handler = define.handlers<Data>({
  GET(ctx) {
    needRecentSignIn(ctx.state);
    return page({ email: "" });
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const email = String((await readForm(ctx.req)).get("email") ?? "").trim();
    try {
      await clients.account.requestEmailChange({ email, device });
      return ctx.redirect(donePath("/account/profile", "email-asked"), 303);
    } catch (error) {
      const problem = formProblem(error, LABELS);
      return page({ email, problem }, { status: problem.status });
    }
  },
});

export default define.page<typeof handler>(({ data: { email, problem }, url }) => (
  <AccountPage title="Change your email address" url={url} problem={problem} labels={LABELS}>
    <Panel>
      <form method="post" action="/account/email" class="grid max-w-xl gap-4">
        <p class="text-ink-soft">
          We send a link to the new address. The present one stays until you open the link, and is told of it.
        </p>
        <Field
          name="email"
          label={LABELS.email}
          type="email"
          value={email}
          error={problem?.errors.email}
          autocomplete="email"
          required
          maxLength={254}
        />
        <div class="flex flex-wrap gap-3">
          <Button>Send the link</Button>
          <LinkButton href="/account/profile" look="quiet">Keep the present one</LinkButton>
        </div>
      </form>
    </Panel>
  </AccountPage>
));
