import { page } from "fresh";
import { Button } from "../../../components/button.tsx";
import { Notice } from "../../../components/notice.tsx";
import { PostalAddress } from "../../../components/postal_address.tsx";
import type { Access } from "../../../edge/access.ts";
import type { State } from "../../../edge/state.ts";
import type { Order } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Account, SavedAddress } from "../../../proto/gen/shopflow/user/v1/account_pb.ts";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { type FormProblem, formProblem } from "../../(_shared)/form_problem.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { AccountPage, Section, TextLink } from "./(_account)/account_page.tsx";
import { donePath } from "./(_account)/done.ts";
import { OrderList } from "./(_account)/order_list.tsx";

export const access: Access = "account";

const LATEST = 3;
const WORDS = { [ErrorCode.WRONG_STATE]: "Confirm your email address first." };

interface Data {
  account: Account;
  orders: Order[];
  /** Where parcels go by default. */
  address: SavedAddress | undefined;
  /** How many orders could be claimed. */
  claimable: number;
  problem?: FormProblem | undefined;
}

export const handler = define.handlers<Data>({
  async GET(ctx) {
    return page(await readOverview(ctx.state));
  },
  async POST(ctx) {
    const intent = (await readForm(ctx.req)).get("intent");
    try {
      return ctx.redirect(donePath("/account", await act(ctx.state, intent)), 303);
    } catch (error) {
      const problem = formProblem(error, {}, WORDS);
      return page({ ...await readOverview(ctx.state), problem }, { status: problem.status });
    }
  },
});

async function act({ clients, device }: State, intent: unknown) {
  if (intent === "claim") {
    await clients.customers.claimOrders({});
    return "claimed";
  }
  const { account } = await clients.account.getAccount({});
  await clients.identity.resendVerification({ email: account!.email, device });
  return "resent";
}

async function readOverview({ clients }: State): Promise<Data> {
  const [{ account }, { addresses }, { orders }, { count }] = await Promise.all([
    clients.account.getAccount({}),
    clients.account.listAddresses({}),
    clients.customers.listCustomerOrders({ pageSize: LATEST }),
    clients.customers.countClaimableOrders({}),
  ]);
  const address = addresses.find(({ defaultShipping }) => defaultShipping);
  return { account: account!, orders, address, claimable: count };
}

export default define.page<typeof handler>(({ data: { account, orders, address, claimable, problem }, url }) => (
  <AccountPage title={`Hello, ${account.displayName}`} url={url} problem={problem}>
    <ToDo account={account} claimable={claimable} />
    <Section id="latest-orders" title="Your latest orders">
      {orders.length > 0
        ? <OrderList orders={orders} />
        : <p class="text-ink-soft">You have not ordered anything yet.</p>}
      {orders.length > 0 && <TextLink href="/account/orders">All orders</TextLink>}
    </Section>
    <Section id="default-address" title="Where parcels go">
      {address ? <PostalAddress address={address} /> : <p class="text-ink-soft">No address is saved yet.</p>}
      <TextLink href="/account/addresses">{address ? "Change addresses" : "Add an address"}</TextLink>
    </Section>
    <form method="post" action="/sign-out">
      <Button look="quiet">Sign out</Button>
    </form>
  </AccountPage>
));

/** What waits for the account's owner. */
function ToDo({ account, claimable }: { account: Account; claimable: number }) {
  const { emailVerified, email, secondFactorNeeded, totp, passkeys } = account;
  return (
    <>
      {!emailVerified && (
        <Notice kind="warn">
          <p class="wrap-anywhere">Confirm your email address: open the link that we sent to {email}.</p>
          <Do intent="resend">Send the link again</Do>
        </Notice>
      )}
      {secondFactorNeeded && (
        <Notice kind="warn">
          <p>Your work for the shop needs a second factor.</p>
          {totp || passkeys.length > 0
            ? <TextLink href="/account/reauthenticate?next=/account">Show it</TextLink>
            : <TextLink href="/account/security">Set one up</TextLink>}
        </Notice>
      )}
      {emailVerified && claimable > 0 && (
        <Notice kind="info">
          <p>
            {claimable === 1 ? "An order was" : `${claimable} orders were`}{" "}
            placed with your email address before you had this account.
          </p>
          <Do intent="claim">{claimable === 1 ? "Add it to your account" : "Add them to your account"}</Do>
        </Notice>
      )}
    </>
  );
}

function Do({ intent, children }: { intent: string; children: string }) {
  return (
    <form method="post" action="/account">
      <Button name="intent" value={intent} look="quiet" class="mt-1">{children}</Button>
    </form>
  );
}
