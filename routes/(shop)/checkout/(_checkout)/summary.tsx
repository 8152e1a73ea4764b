import type { ComponentChildren } from "preact";
import { Button } from "../../../../components/button.tsx";
import { formatMoney } from "../../../../components/money.ts";
import { OrderLines } from "../../../../components/order_lines.tsx";
import { Panel } from "../../../../components/panel.tsx";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { ShippingMethod } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";

// What belongs to a way to send is shown while that is chosen, by the style sheet alone: it is right without script too.
const SHOWN_WITH = [
  "hidden group-has-[#method-0:checked]/checkout:inline",
  "hidden group-has-[#method-1:checked]/checkout:inline",
  "hidden group-has-[#method-2:checked]/checkout:inline",
  "hidden group-has-[#method-3:checked]/checkout:inline",
];

/** What is bought and what it costs, with the button that buys it. */
export function Summary({ cart, methods }: { cart: Cart; methods: ShippingMethod[] }) {
  const subtotal = cart.subtotal;
  if (!subtotal) return null;
  const amounts = methods.map(({ price }) => ({
    shipping: price && price.minorUnits > 0n ? formatMoney(price) : "Free",
    total: formatMoney({ ...subtotal, minorUnits: subtotal.minorUnits + (price?.minorUnits ?? 0n) }),
  }));
  const each = (write: (amount: typeof amounts[number]) => string) =>
    amounts.slice(0, SHOWN_WITH.length).map((amount, index) => (
      <span key={index} class={SHOWN_WITH[index]}>{write(amount)}</span>
    ));
  return (
    <Panel as="section" labelledBy="summary-title">
      <div class="flex items-baseline justify-between gap-4">
        <h2 id="summary-title" class="text-heading">Your order</h2>
        <a href="/cart" class="inline-flex min-h-11 items-center text-sm font-medium underline underline-offset-4">
          Change cart
        </a>
      </div>
      <div class="mt-3">
        <OrderLines lines={cart.lines} />
      </div>
      <dl class="mt-5 space-y-1.5 border-t border-line pt-4 tabular-nums">
        <Row name="Subtotal">{formatMoney(subtotal)}</Row>
        <Row name="Delivery">{each(({ shipping }) => shipping)}</Row>
        <Row name="Total" strong>{each(({ total }) => total)}</Row>
      </dl>
      <Button disabled={methods.length === 0} class="mt-5 w-full text-lg group-aria-busy/checkout:animate-pulse">
        <span class="group-aria-busy/checkout:hidden">Pay {each(({ total }) => total)}</span>
        <span class="hidden group-aria-busy/checkout:inline">Placing your order…</span>
      </Button>
      <p data-status class="sr-only">
        {methods.length === 0
          ? "No delivery to this country."
          : `Delivery from ${amounts[0]?.shipping}. Total from ${amounts[0]?.total}.`}
      </p>
    </Panel>
  );
}

function Row({ name, strong = false, children }: { name: string; strong?: boolean; children: ComponentChildren }) {
  return (
    <div class={`flex justify-between gap-4 ${strong ? "pt-1.5 text-lg font-semibold" : ""}`}>
      <dt class={strong ? "" : "text-ink-soft"}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
