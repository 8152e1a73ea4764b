import { Button } from "../../../../components/button.tsx";
import { formatMoney } from "../../../../components/money.ts";
import { OrderLines } from "../../../../components/order_lines.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { deliveryPrice, TotalsList } from "../../../../components/totals_list.tsx";
import type { Cart } from "../../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { Quote } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";

// What belongs to a way to send is shown while that is chosen, by the style sheet alone: it is right without script too.
const SHOWN_WITH = [
  "hidden group-has-[#method-0:checked]/checkout:block",
  "hidden group-has-[#method-1:checked]/checkout:block",
  "hidden group-has-[#method-2:checked]/checkout:block",
  "hidden group-has-[#method-3:checked]/checkout:block",
];

export interface SummaryProps {
  cart: Cart;
  quotes: Quote[];
  /** ISO 3166-1 code of where it goes. */
  country: string;
  /** Why a coupon was not applied. */
  problem: string | undefined;
}

/** What is bought and what it costs, with the button that buys it. */
export function Summary({ cart, quotes, country, problem }: SummaryProps) {
  return (
    <Panel as="section" labelledBy="summary-title">
      <div class="flex items-baseline justify-between gap-4">
        <h2 id="summary-title" class="text-heading">Your order</h2>
        <a href="/cart" class="inline-flex min-h-11 items-center text-sm font-medium underline underline-offset-4">
          Change cart
        </a>
      </div>
      <div class="mt-3 border-b border-line pb-4">
        <OrderLines lines={cart.lines} />
      </div>
      {SHOWN_WITH.map((shown, index) => {
        const totals = quotes[index]?.totals;
        return totals && (
          <div key={shown} class={`mt-4 ${shown}`}>
            <TotalsList costs={totals} country={country} />
          </div>
        );
      })}
      <Button disabled={quotes.length === 0} class="mt-5 w-full text-lg group-aria-busy/checkout:animate-pulse">
        <span class="flex gap-1 group-aria-busy/checkout:hidden">
          Pay {SHOWN_WITH.map((shown, index) => {
            const total = quotes[index]?.totals?.total;
            return total && <span key={shown} class={shown}>{formatMoney(total)}</span>;
          })}
        </span>
        <span class="hidden group-aria-busy/checkout:inline">Placing your order…</span>
      </Button>
      <p data-status class="sr-only">{problem} {statusOf(quotes[0])}</p>
    </Panel>
  );
}

function statusOf(cheapest: Quote | undefined): string {
  if (!cheapest?.method?.price || !cheapest.totals?.total) return "No delivery to this country.";
  return `Delivery from ${deliveryPrice(cheapest.method.price)}. Total from ${formatMoney(cheapest.totals.total)}.`;
}
