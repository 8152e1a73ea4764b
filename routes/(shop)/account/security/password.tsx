import { page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { PasswordField } from "../../../../components/password_field.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { State } from "../../../../edge/state.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { donePath } from "../(_account)/done.ts";
import { goOn } from "../(_account)/go_on.ts";
import { needRecentSignIn } from "../(_account)/recent_sign_in.ts";

export const access: Access = "account";

const LABELS = { current_password: "Present password", new_password: "New password" };

interface Data {
  hasPassword: boolean;
  problem?: FormProblem;
}

/** Chooses another password. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const hasPassword = await readHasPassword(ctx.state);
    if (!hasPassword) needRecentSignIn(ctx.state);
    return page({ hasPassword });
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    const form = await readForm(ctx.req);
    const text = (name: keyof typeof LABELS) => String(form.get(name) ?? "");
    const passwords = { currentPassword: text("current_password"), newPassword: text("new_password") };
    try {
      await clients.account.changePassword({ ...passwords, device });
    } catch (error) {
      const problem = problemOf(error);
      const hasPassword = await readHasPassword(ctx.state);
      return page({ hasPassword, problem }, { status: problem.status });
    }
    await goOn(ctx.state).catch((error) => {
      if (!(error instanceof ShopError)) throw error; // otherwise the next page gets it
    });
    return ctx.redirect(donePath("/account/security", "password"), 303);
  },
});

function problemOf(error: unknown): FormProblem {
  if (error instanceof ShopError && error.code === ErrorCode.SIGN_IN_REFUSED) {
    return { status: 422, errors: { current_password: "That is not your present password." } };
  }
  return formProblem(error, LABELS);
}

async function readHasPassword({ clients }: State): Promise<boolean> {
  return (await clients.account.getAccount({})).account!.hasPassword;
}

export default define.page<typeof handler>(({ data: { hasPassword, problem }, url }) => (
  <AccountPage
    title={hasPassword ? "Change your password" : "Choose a password"}
    url={url}
    problem={problem}
    labels={LABELS}
  >
    <Panel>
      <form method="post" action="/account/security/password" class="grid max-w-xl gap-4">
        {hasPassword && (
          <PasswordField
            name="current_password"
            label={LABELS.current_password}
            error={problem?.errors.current_password}
            autocomplete="current-password"
          />
        )}
        <PasswordField
          name="new_password"
          label={LABELS.new_password}
          error={problem?.errors.new_password}
          hint="At least 8 characters. All other devices are signed out."
          autocomplete="new-password"
        />
        <div class="flex flex-wrap gap-3">
          <Button>{hasPassword ? "Change the password" : "Choose this password"}</Button>
          <LinkButton href="/account/security" look="quiet">Back</LinkButton>
        </div>
      </form>
    </Panel>
  </AccountPage>
));
