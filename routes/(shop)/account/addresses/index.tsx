import { HttpError, page } from "fresh";
import { LinkButton } from "../../../../components/button.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { PostalAddress } from "../../../../components/postal_address.tsx";
import type { Access } from "../../../../edge/access.ts";
import type { State } from "../../../../edge/state.ts";
import type { SavedAddress } from "../../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { define } from "../../../../utils.ts";
import { found } from "../../../(_shared)/found.ts";
import { readForm } from "../../../(_shared)/read_form.ts";
import { AccountPage } from "../(_account)/account_page.tsx";
import { donePath } from "../(_account)/done.ts";
import { readAddress } from "../(_account)/read_address.ts";

export const access: Access = "account";

const PATH = "/account/addresses";

/** The address book. */
export const handler = define.handlers({
  async GET(ctx) {
    const { addresses } = await ctx.state.clients.account.listAddresses({});
    return page({ addresses });
  },
  async POST(ctx) {
    const form = await readForm(ctx.req);
    return ctx.redirect(donePath(PATH, await change(ctx.state, String(form.get("id")), form.get("intent"))), 303);
  },
});

async function change(state: State, id: string, intent: unknown) {
  const { account } = state.clients;
  if (intent === "delete") {
    await found(account.deleteAddress({ id }));
    return "address-deleted";
  }
  const defaults = intent === "ship" ? { defaultShipping: true } : intent === "bill" ? { defaultBilling: true } : null;
  if (!defaults) throw new HttpError(400);
  await found(account.saveAddress({ address: { ...await readAddress(state, id), ...defaults } }));
  return "address";
}

export default define.page<typeof handler>(({ data: { addresses }, url }) => (
  <AccountPage title="Your addresses" url={url}>
    {addresses.length === 0 && <p class="text-ink-soft">None is saved yet. What you save here is filled in for you.</p>}
    <ul class="grid gap-6 sm:grid-cols-2">
      {addresses.map((address) => (
        <li key={address.id}>
          <Card address={address} />
        </li>
      ))}
    </ul>
    <div>
      <LinkButton href={`${PATH}/new`}>Add an address</LinkButton>
    </div>
  </AccountPage>
));

function Card({ address }: { address: SavedAddress }) {
  const { id, name, line1, phone, defaultShipping, defaultBilling } = address;
  const uses = [defaultShipping && "Parcels go here", defaultBilling && "Bills go here"].filter(Boolean).join(". ");
  const which = `: ${name}, ${line1}`;
  return (
    <Panel class="flex h-full flex-col">
      <p class="mb-2 text-sm font-semibold text-accent empty:hidden">{uses}</p>
      <PostalAddress address={address} />
      {phone && <p class="text-ink-soft">{phone}</p>}
      <form method="post" action={PATH} class="mt-auto flex flex-wrap gap-x-5 pt-3">
        <input type="hidden" name="id" value={id} />
        <a href={`${PATH}/${id}`} class={LINK}>
          Edit<span class="sr-only">{which}</span>
        </a>
        {!defaultShipping && <Choice intent="ship" text="Send parcels here" which={which} />}
        {!defaultBilling && <Choice intent="bill" text="Send bills here" which={which} />}
        <Choice intent="delete" text="Delete" which={which} />
      </form>
    </Panel>
  );
}

const LINK = "inline-flex min-h-11 items-center text-sm font-medium underline underline-offset-4 hover:text-accent";

function Choice({ intent, text, which }: { intent: string; text: string; which: string }) {
  return (
    <button type="submit" name="intent" value={intent} class={LINK}>
      {text}
      <span class="sr-only">{which}</span>
    </button>
  );
}
