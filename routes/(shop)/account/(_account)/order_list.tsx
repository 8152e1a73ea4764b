import { timestampDate } from "@bufbuild/protobuf/wkt";
import { formatDay } from "../../../../components/dates.ts";
import { formatMoney } from "../../../../components/money.ts";
import { type OrderStep, STEPS } from "../../../../components/timeline.tsx";
import { type Order, OrderStatus } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** Orders, each leading to its page. */
export function OrderList({ orders }: { orders: readonly Order[] }) {
  return (
    <ul class="w-full divide-y divide-line">
      {orders.map((order) => (
        <li key={order.number} class="relative flex flex-wrap items-baseline justify-between gap-x-4 py-3">
          <a
            href={`/orders/${encodeURIComponent(order.number)}`}
            class="font-semibold after:absolute after:inset-0 hover:text-accent hover:underline"
          >
            {order.number}
          </a>
          <span class="tabular-nums">{order.total && formatMoney(order.total)}</span>
          <span class="w-full text-sm text-ink-soft wrap-anywhere">
            {STEPS[OrderStatus[order.status] as OrderStep]?.name}
            {order.placedAt && `, ordered on ${formatDay(timestampDate(order.placedAt))}`}
            {`. ${whatOf(order)}`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function whatOf({ lines }: Order): string {
  const [first, ...others] = lines;
  if (!first) return "";
  return others.length === 0 ? first.title : `${first.title} and ${others.length} more`;
}
