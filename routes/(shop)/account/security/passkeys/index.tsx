import { HttpError, page } from "fresh";
import type { Access } from "../../../../../edge/access.ts";
import type { State } from "../../../../../edge/state.ts";
import type { Passkey } from "../../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode, ShopError } from "../../../../../services/kit/errors.ts";
import { define } from "../../../../../utils.ts";
import { type FormProblem, formProblem } from "../../../../(_shared)/form_problem.ts";
import { readForm } from "../../../../(_shared)/read_form.ts";
import { AccountPage } from "../../(_account)/account_page.tsx";
import { type Done, donePath } from "../../(_account)/done.ts";
import { AddPasskey, NAME_LABELS, PasskeyList } from "../../(_account)/passkeys.tsx";
import { needRecentSignIn } from "../../(_account)/recent_sign_in.ts";
import { RecoveryCodes } from "../../(_account)/recovery_codes.tsx";

export const access: Access = "account";

const PATH = "/account/security/passkeys";
const ADD_WORDS = {
  [ErrorCode.LINK_EXPIRED]: "That took too long. Try again.",
  [ErrorCode.WRONG_STATE]: "This passkey is known already, or you have as many as there can be.",
};
const CHANGE_WORDS = {
  [ErrorCode.INVALID_ARGUMENT]: "Give the passkey a name of 1 to 60 characters.",
  [ErrorCode.WRONG_STATE]: "Your work for the shop needs a second factor. Add another before you delete this one.",
};

/** The passkeys of the account, or the codes that come with the first. */
type Data = ({ passkeys: Passkey[]; name: string } | { codes: string[] }) & { problem?: FormProblem };

export const handler = define.handlers<Data>({
  async GET(ctx) {
    needRecentSignIn(ctx.state);
    return page({ passkeys: await readPasskeys(ctx.state), name: "" });
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const isAdded = form.has("passkey_json");
    if (isAdded && text("passkey_json") === "") return ctx.redirect(PATH, 303); // the Enter key, before there is a passkey
    try {
      const done = isAdded ? await add(ctx.state, text) : await change(ctx.state, text);
      return typeof done === "string" ? ctx.redirect(donePath(PATH, done), 303) : page(done);
    } catch (error) {
      if (error instanceof ShopError && error.code === ErrorCode.NOT_FOUND) throw new HttpError(404);
      const problem = formProblem(error, NAME_LABELS, isAdded ? ADD_WORDS : CHANGE_WORDS);
      const passkeys = await readPasskeys(ctx.state);
      return page({ passkeys, name: isAdded ? text("name") : "", problem }, { status: problem.status });
    }
  },
});

type Text = (name: string) => string;

async function add({ clients, device }: State, text: Text): Promise<Done | Data> {
  const passkey = { name: text("name"), passkeyJson: text("passkey_json") };
  const { recoveryCodes: codes } = await clients.account.finishPasskey({ ...passkey, device });
  return codes.length > 0 ? { codes } : "passkey-added";
}

async function change({ clients, device }: State, text: Text): Promise<Done> {
  const id = text("id");
  switch (text("intent")) {
    case "rename":
      await clients.account.renamePasskey({ id, name: text("name") });
      return "passkey-renamed";
    case "delete":
      await clients.account.deletePasskey({ id, device });
      return "passkey-deleted";
    default:
      throw new HttpError(400);
  }
}

async function readPasskeys({ clients }: State): Promise<Passkey[]> {
  return (await clients.account.getAccount({})).account!.passkeys;
}

export default define.page<typeof handler>(({ data, url }) => (
  <AccountPage title="Passkeys" url={url} problem={data.problem} labels={NAME_LABELS}>
    {"codes" in data ? <RecoveryCodes codes={data.codes} /> : (
      <>
        <PasskeyList action={PATH} passkeys={data.passkeys} />
        <AddPasskey action={PATH} name={data.name} error={data.problem?.errors.name} />
      </>
    )}
  </AccountPage>
));
