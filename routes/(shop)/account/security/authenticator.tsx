import { HttpError, page } from "fresh";
import { Button, LinkButton } from "../../../../components/button.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { State } from "../../../../edge/state.ts";
import { ErrorCode, ShopError } from "../../../../services/kit/errors.ts";
import { define } from "../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../(_shared)/form_problem.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { CODE_LABELS, ConfirmAuthenticator } from "../(_account)/confirm_authenticator.tsx";
import { donePath } from "../(_account)/done.ts";
import { needRecentSignIn } from "../(_account)/recent_sign_in.ts";
import { RecoveryCodes } from "../(_account)/recovery_codes.tsx";

export const access: Access = "account";

const PATH = "/account/security/authenticator";
const SECURITY = "/account/security";
const WORDS = {
  [ErrorCode.WRONG_STATE]: "Your work for the shop needs a second factor. Add a passkey before you remove this one.",
};

/** The authenticator as it is, one being set up, or the codes that come with it. */
type Data = ({ isOn: boolean } | { uri: string } | { codes: string[] }) & { problem?: FormProblem };

export const handler = define.handlers<Data>({
  async GET(ctx) {
    needRecentSignIn(ctx.state);
    return page({ isOn: await isOn(ctx.state) });
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const { clients, device } = ctx.state;
    switch (form.get("intent")) {
      case "begin":
        if (await isOn(ctx.state)) return ctx.redirect(PATH, 303);
        return page({ uri: (await clients.account.beginTotp({})).uri });
      case "confirm": {
        const answer = await confirm(ctx.state, form);
        if (!answer) return ctx.redirect(donePath(SECURITY, "totp-added"), 303);
        return page(answer, { status: answer.problem?.status ?? 200 });
      }
      case "remove":
        try {
          await clients.account.disableTotp({ device });
          return ctx.redirect(donePath(SECURITY, "totp-removed"), 303);
        } catch (error) {
          const problem = formProblem(error, {}, WORDS);
          return page({ isOn: true, problem }, { status: problem.status });
        }
      default:
        throw new HttpError(400);
    }
  },
});

async function isOn({ clients }: State): Promise<boolean> {
  return (await clients.account.getAccount({})).account!.totp;
}

/** Shows that an authenticator works. Undefined when there is nothing more to show for it. */
async function confirm(state: State, form: FormData): Promise<Data | undefined> {
  const uri = String(form.get("uri") ?? "");
  if (!uri.startsWith("otpauth://totp/") || !URL.canParse(uri)) throw new HttpError(400);
  const code = String(form.get("code") ?? "").replaceAll(/\s/g, "");
  try {
    const { recoveryCodes: codes } = await state.clients.account.confirmTotp({ code, device: state.device });
    return codes.length > 0 ? { codes } : undefined;
  } catch (error) {
    // Sent twice, it counts already; begun anew elsewhere, the page says how to begin.
    if (error instanceof ShopError && error.code === ErrorCode.WRONG_STATE) {
      return await isOn(state) ? undefined : { isOn: false };
    }
    return { uri, problem: formProblem(error, CODE_LABELS) };
  }
}

export default define.page<typeof handler>(({ data, url }) => (
  <AccountPage title="Authenticator app" url={url} problem={data.problem} labels={CODE_LABELS}>
    {"codes" in data
      ? <RecoveryCodes codes={data.codes} />
      : "uri" in data
      ? <ConfirmAuthenticator action={PATH} uri={data.uri} error={data.problem?.errors.code} />
      : (
        <Panel>
          <form method="post" action={PATH} class="grid gap-4">
            <p class="text-ink-soft">
              {data.isOn
                ? "Your authenticator shows the codes that you sign in with, besides your password."
                : "An app on your phone shows a new code every half minute. You type it when you sign in."}
            </p>
            <div class="flex flex-wrap gap-3">
              <Button name="intent" value={data.isOn ? "remove" : "begin"} look={data.isOn ? "quiet" : "primary"}>
                {data.isOn ? "Remove it" : "Set it up"}
              </Button>
              <LinkButton href={SECURITY} look="quiet">Back</LinkButton>
            </div>
          </form>
        </Panel>
      )}
  </AccountPage>
));
