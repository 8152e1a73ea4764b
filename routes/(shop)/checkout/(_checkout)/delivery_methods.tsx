import { Notice } from "../../../../components/notice.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { deliveryPrice } from "../../../../components/totals_list.tsx";
import type { Quote } from "../../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { totalField } from "./order_request.ts";

/** The id of a way to send, by its place. The summary shows the totals of the one that is chosen. */
export const METHOD_IDS = ["method-0", "method-1", "method-2", "method-3"] as const;

export interface DeliveryMethodsProps {
  quotes: Quote[];
  chosen: string | undefined;
  error: string | undefined;
}

/** The ways to send a cart, each with the total that choosing it agrees to. */
export function DeliveryMethods({ quotes, chosen, error }: DeliveryMethodsProps) {
  return (
    <Panel>
      <fieldset
        id="shipping-method"
        tabIndex={-1}
        aria-describedby={error && "shipping-method-error"}
        class="outline-none"
      >
        <legend class="text-heading">Delivery</legend>
        {error && <p id="shipping-method-error" class="mt-2 text-sm font-medium text-bad">{error}</p>}
        {quotes.length === 0 && (
          <Notice kind="warn" class="mt-4">We do not send to this country yet. Choose another one.</Notice>
        )}
        <div class="mt-4 grid gap-3">
          {quotes.slice(0, METHOD_IDS.length).map((quote, index) => (
            <Method
              key={quote.method?.code}
              id={METHOD_IDS[index]!}
              quote={quote}
              chosen={quote.method?.code === chosen}
            />
          ))}
        </div>
      </fieldset>
    </Panel>
  );
}

function Method({ id, quote: { method, totals }, chosen }: { id: string; quote: Quote; chosen: boolean }) {
  if (!method?.price || !totals?.total) return null;
  const { code, name, price, daysMin, daysMax } = method;
  const days = daysMin === daysMax ? `${daysMin}` : `${daysMin} to ${daysMax}`;
  return (
    <label class="flex min-h-14 items-center gap-3 rounded-field border border-field-edge bg-field px-4 py-2.5 hover:border-accent has-checked:border-accent has-checked:bg-accent-soft has-checked:ring-1 has-checked:ring-accent">
      <input
        id={id}
        type="radio"
        name="shipping_method"
        value={code}
        defaultChecked={chosen}
        required
        class="size-5 shrink-0 accent-accent"
      />
      <input type="hidden" name={`total.${code}`} value={totalField(totals.total)} />
      <span class="grow leading-snug">
        <span class="block font-semibold">{name}</span>
        <span class="text-sm text-ink-soft">{days} working {days === "1" ? "day" : "days"}</span>
      </span>
      <span class="font-semibold tabular-nums">{deliveryPrice(price)}</span>
    </label>
  );
}
