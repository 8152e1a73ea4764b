import { page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Access } from "../../../../edge/access.ts";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { needRecentSignIn } from "../(_account)/recent_sign_in.ts";
import { RecoveryCodes } from "../(_account)/recovery_codes.tsx";

export const access: Access = "account";

const WORDS = { [ErrorCode.WRONG_STATE]: "Set up a second factor first: the codes are for its loss." };

/** How many codes are left, or new ones. */
type Data = ({ left: number } | { codes: string[] }) & { problem?: FormProblem };

export const handler = define.handlers<Data>({
  async GET(ctx) {
    needRecentSignIn(ctx.state);
    const { account } = await ctx.state.clients.account.getAccount({});
    return page({ left: account!.recoveryCodesLeft });
  },
  async POST(ctx) {
    const { clients, device } = ctx.state;
    try {
      const { recoveryCodes: codes } = await clients.account.renewRecoveryCodes({ device });
      return page({ codes });
    } catch (error) {
      const problem = formProblem(error, {}, WORDS);
      return page({ left: 0, problem }, { status: problem.status });
    }
  },
});

export default define.page<typeof handler>(({ data, url }) => (
  <AccountPage title="Recovery codes" url={url} problem={data.problem}>
    {"codes" in data ? <RecoveryCodes codes={data.codes} /> : (
      <Panel>
        <form method="post" action="/account/security/codes" class="grid gap-4">
          <p class="text-ink-soft">
            {data.left === 1 ? "One code is left." : `${data.left} codes are left.`}{" "}
            When you make new ones, those you have now end.
          </p>
          <div class="flex flex-wrap gap-3">
            <Button>Make new codes</Button>
            <LinkButton href="/account/security" look="quiet">Keep those I have</LinkButton>
          </div>
        </form>
      </Panel>
    )}
  </AccountPage>
));
