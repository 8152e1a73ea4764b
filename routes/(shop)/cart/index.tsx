import { page } from "fresh";
import { LinkButton } from "../../../components/button.tsx";
import { Icon } from "../../../components/icon.tsx";
import { Meta } from "../../../components/meta.tsx";
import { formatMoney } from "../../../components/money.ts";
import { Notice } from "../../../components/notice.tsx";
import { Panel } from "../../../components/panel.tsx";
import { LiveForms } from "../../../islands/live_forms.tsx";
import type { Cart } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { State } from "../../../edge/state.ts";
import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";
import { cartProblem } from "../../(_shared)/cart_problem.ts";
import { lastOrder } from "../../(_shared)/last_order.ts";
import { mergeWaitingCart } from "../../(_shared)/merge_cart.ts";
import { readForm } from "../../(_shared)/read_form.ts";
import { CartRow } from "./(_cart)/cart_row.tsx";
import { wantedQuantity } from "./(_cart)/wanted_quantity.ts";

export const access = "anyone";

interface Data {
  cart: Cart | undefined;
  /** Why a change was not made. */
  problem?: string;
  /** Number of the order that was placed last. */
  order?: string | undefined;
}

export const handler = define.handlers<Data>({
  async GET(ctx) {
    const merged = await mergeWaitingCart(ctx.req, ctx.state);
    return page({ cart: await readCart(ctx.state), order: lastOrder(ctx.req) }, { headers: { ...PRIVATE, ...merged } });
  },
  async POST(ctx) {
    const { clients, guest } = ctx.state;
    const form = await readForm(ctx.req);
    const quantity = wantedQuantity(form);
    if (quantity === undefined) return await refuse(ctx.state, "A quantity is a whole number from 0 to 999.", 422);
    try {
      const sku = String(form.get("sku") ?? "");
      if (guest.id !== undefined) await clients.cart.setCartLine({ guestId: guest.id, sku, quantity });
    } catch (error) {
      const { message, status } = cartProblem(error);
      return await refuse(ctx.state, message, status);
    }
    return ctx.redirect("/cart", 303);
  },
});

async function refuse(state: State, problem: string, status: number) {
  return page<Data>({ cart: await readCart(state), problem }, { status, headers: PRIVATE });
}

async function readCart({ clients, guest }: State): Promise<Cart | undefined> {
  return guest.id === undefined ? undefined : (await clients.cart.getCart({ guestId: guest.id })).cart;
}

export default define.page<typeof handler>(({ data: { cart, problem, order } }) => (
  <>
    <Meta title="Your cart" hidden />
    <h1 class="mt-4 text-title">Your cart</h1>
    <LiveForms within="cart" />
    <div id="cart" data-live data-count={cart?.itemCount ?? 0} tabIndex={-1} class="mt-6 outline-none">
      {problem && <Notice kind="bad" urgent class="mb-5">{problem}</Notice>}
      {cart && cart.lines.length > 0 ? <FullCart cart={cart} /> : <EmptyCart order={order} />}
    </div>
  </>
));

function FullCart({ cart }: { cart: Cart }) {
  const isShort = cart.lines.some(({ quantity, available }) => quantity > available);
  return (
    <div class="grid items-start gap-6 lg:grid-cols-[1fr_22rem]">
      <Panel class="px-4! py-1! sm:px-7!">
        <ul class="divide-y divide-line">
          {cart.lines.map((line) => <CartRow key={line.sku} line={line} />)}
        </ul>
      </Panel>
      <Panel as="section" labelledBy="summary" class="lg:sticky lg:top-24">
        <h2 id="summary" class="text-heading">Summary</h2>
        <p data-status class="mt-4 flex justify-between gap-4 text-lg font-semibold">
          <span>Subtotal</span>
          <span class="tabular-nums">{cart.subtotal && formatMoney(cart.subtotal)}</span>
        </p>
        <p class="mt-1 text-sm text-ink-soft">Delivery is added at the checkout.</p>
        {isShort && (
          <Notice kind="warn" class="mt-4">
            <p>Some things are not there in this number. Lower it to go on.</p>
          </Notice>
        )}
        <LinkButton href="/checkout" class="mt-5 w-full">
          Go to checkout
          <Icon name="arrow" />
        </LinkButton>
        <LinkButton href="/" look="plain" class="mt-2 w-full">Shop on</LinkButton>
      </Panel>
    </div>
  );
}

function EmptyCart({ order }: { order: string | undefined }) {
  return (
    <Panel class="grid justify-items-center py-14! text-center">
      <span class="grid size-16 place-items-center rounded-3xl bg-accent-soft text-accent">
        <Icon name="bag" class="size-8" />
      </span>
      <p class="mt-5 text-heading">There is nothing in it yet</p>
      <p class="mt-2 text-ink-soft">What you add stays here, also when you close the browser.</p>
      <div class="mt-6 flex flex-wrap justify-center gap-3">
        <LinkButton href="/">Find something good</LinkButton>
        {order && <LinkButton href={`/orders/${order}`} look="quiet">Your order {order}</LinkButton>}
      </div>
    </Panel>
  );
}
