import { page } from "fresh";
import { Button } from "../../../../components/button.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { PasswordField } from "../../../../components/password_field.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { State } from "../../../../edge/state.ts";
import type { Account } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { ownPath } from "../../../(_shared)/own_path.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { FACTOR_LABELS, readFactor, SecondFactorForms } from "../../../(_shared)/second_factor_forms.tsx";
import { AccountPage } from "../(_account)/account_page.tsx";

export const access: Access = "account";

const PATH = "/account/reauthenticate";
const LABELS = { password: "Password", ...FACTOR_LABELS };
const WORDS = {
  [ErrorCode.SIGN_IN_REFUSED]: "That is not right. Try again.",
  [ErrorCode.SECOND_FACTOR_REQUIRED]: "Show your second factor.",
  [ErrorCode.LINK_EXPIRED]: "That took too long. Try again.",
};

interface Data {
  account: Account;
  /** Where to go then; a place of this site. */
  next: string | undefined;
  problem?: FormProblem;
}

/** Shows again who one is, and leads back to what needed that. */
export const handler = define.handlers<Data>({
  async GET(ctx) {
    const next = ownPath(ctx.url.searchParams.get("next"));
    return page({ account: await readAccount(ctx.state), next });
  },
  async POST(ctx) {
    const { clients, session, device } = ctx.state;
    const form = await readForm(ctx.req);
    const next = ownPath(form.get("next"));
    const password = form.get("password");
    const factor = typeof password === "string" ? { case: "password", value: password } as const : readFactor(form);
    try {
      const refreshToken = session.refreshToken ?? "";
      const answer = await clients.account.reauthenticate({ factor, refreshToken, device });
      session.begin(answer.session!);
      return ctx.redirect(next ?? "/account/security", 303);
    } catch (error) {
      const problem = formProblem(error, LABELS, WORDS);
      return page({ account: await readAccount(ctx.state), next, problem }, { status: problem.status });
    }
  },
});

async function readAccount({ clients }: State): Promise<Account> {
  return (await clients.account.getAccount({})).account!;
}

export default define.page<typeof handler>(({ data: { account: { totp, passkeys }, next, problem }, url }) => (
  <AccountPage title="Is it you?" url={url} problem={problem} labels={LABELS}>
    <Panel class="grid max-w-xl gap-5">
      <p class="text-ink-soft">What comes next is well guarded. Show once more who you are.</p>
      {totp || passkeys.length > 0
        ? (
          <SecondFactorForms
            action={PATH}
            begin={`${PATH}/passkey`}
            next={next}
            totp={totp}
            passkey={passkeys.length > 0}
            problem={problem}
          />
        )
        : (
          <form method="post" action={PATH} class="grid gap-5">
            {next && <input type="hidden" name="next" value={next} />}
            <PasswordField
              name="password"
              label={LABELS.password}
              error={problem?.errors.password}
              autocomplete="current-password"
            />
            <Button class="w-full">Go on</Button>
          </form>
        )}
    </Panel>
  </AccountPage>
));
