import { formatMoney } from "../../../../../components/money.ts";
import { Panel } from "../../../../../components/panel.tsx";
import { type Order, ReturnStatus } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { Items, Moment } from "./parcels.tsx";

/** Where a wish to send things back stands. */
const STANDINGS: Readonly<Record<ReturnStatus, string>> = {
  [ReturnStatus.UNSPECIFIED]: "",
  [ReturnStatus.REQUESTED]: "We look at it, and write to you.",
  [ReturnStatus.APPROVED]: "Agreed: send it back to us.",
  [ReturnStatus.REJECTED]: "We cannot take it back.",
  [ReturnStatus.RECEIVED]: "It is back with us. Your money follows.",
  [ReturnStatus.REFUNDED]: "It is back with us, and your money with you.",
};

/** What the customer wants to send back, or did. */
export function Returns({ order: { returns, lines } }: { order: Order }) {
  if (returns.length === 0) return null;
  return (
    <Panel as="section" labelledBy="returns">
      <h2 id="returns" class="text-heading">{returns.length === 1 ? "Your return" : "Your returns"}</h2>
      <ul class="divide-y divide-line">
        {returns.map(({ number, status, items, rejection }) => (
          <li key={number} class="space-y-1 py-3 wrap-anywhere last:pb-0">
            <p class="font-semibold">{number}</p>
            <Items items={items} lines={lines} />
            <p class="text-sm text-ink-soft">{STANDINGS[status]} {rejection}</p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Money that goes back to the customer. */
export function Refunds({ order: { refunds } }: { order: Order }) {
  if (refunds.length === 0) return null;
  return (
    <Panel as="section" labelledBy="refunds">
      <h2 id="refunds" class="text-heading">Money back</h2>
      <ul class="divide-y divide-line">
        {refunds.map(({ amount, reason, isDone, at }, index) => (
          <li key={index} class="py-3 last:pb-0">
            <p class="flex justify-between gap-4">
              <span>{isDone ? "On your card" : "On its way to your card"}</span>
              <span class="font-semibold tabular-nums">{amount && formatMoney(amount)}</span>
            </p>
            <p class="text-sm text-ink-soft wrap-anywhere">
              {reason && `${reason}, `}
              {at && <Moment at={at} />}
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
