import { HttpError, page } from "fresh";
import { Icon } from "../../../../components/icon.tsx";
import { Meta } from "../../../../components/meta.tsx";
import { formatMoney } from "../../../../components/money.ts";
import { OrderLines } from "../../../../components/order_lines.tsx";
import { Panel } from "../../../../components/panel.tsx";
import { OrderTimeline } from "../../../../islands/order_timeline.tsx";
import { type Order, OrderStatus } from "../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { found } from "../../../(_shared)/found.ts";
import { stepsTaken } from "./(_order)/steps_taken.ts";

const countryNames = new Intl.DisplayNames("en-GB", { type: "region" });

export const handler = define.handlers({
  async GET(ctx) {
    const { clients, guest } = ctx.state;
    if (guest.id === undefined) throw new HttpError(404);
    const { order } = await found(clients.orders.getOrder({ guestId: guest.id, number: ctx.params.number ?? "" }));
    return page({ order: order! }, { headers: PRIVATE });
  },
});

export default define.page<typeof handler>(({ data: { order } }) => {
  const isOff = order.status === OrderStatus.CANCELLED;
  return (
    <>
      <Meta title={`Order ${order.number}`} hidden />
      <Panel class="mt-4 flex flex-wrap items-center gap-5 sm:p-9">
        <span class="grid size-16 place-items-center rounded-3xl bg-accent text-on-accent">
          <Icon name={isOff ? "close" : "check"} class="size-8" />
        </span>
        <div class="min-w-0">
          <h1 class="text-title">{isOff ? "Order cancelled" : "Thank you for your order"}</h1>
          <p class="mt-1 text-ink-soft wrap-anywhere">
            Order <strong class="font-semibold text-ink">{order.number}</strong>. Keep this page to follow it.
          </p>
        </div>
      </Panel>
      <div class="mt-6 grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <Panel as="section" labelledBy="status">
          <h2 id="status" class="mb-5 text-heading">Where it is</h2>
          <OrderTimeline events={`/orders/${encodeURIComponent(order.number)}/events`} taken={stepsTaken(order)} />
        </Panel>
        <div class="grid gap-6">
          <Bought order={order} />
          <Destination order={order} />
        </div>
      </div>
    </>
  );
});

function Bought({ order: { lines, subtotal, shipping, total, payment } }: { order: Order }) {
  const sums = [["Subtotal", subtotal], ["Delivery", shipping], ["Total", total]] as const;
  return (
    <Panel as="section" labelledBy="bought">
      <h2 id="bought" class="mb-4 text-heading">What you bought</h2>
      <OrderLines lines={lines} />
      <dl class="mt-5 space-y-1.5 border-t border-line pt-4 tabular-nums">
        {sums.map(([name, amount]) => (
          <div key={name} class="flex justify-between gap-4 last:pt-1.5 last:text-lg last:font-semibold">
            <dt>{name}</dt>
            <dd>{amount && formatMoney(amount)}</dd>
          </div>
        ))}
      </dl>
      {payment && (
        <p class="mt-3 flex items-center gap-2 text-sm text-ink-soft">
          <Icon name="card" />
          <span>
            Paid with <span class="capitalize">{payment.cardBrand}</span> ending in {payment.cardLast4}
          </span>
        </p>
      )}
    </Panel>
  );
}

function Destination({ order: { contact, shippingAddress: address, shippingMethod } }: { order: Order }) {
  if (!address) return null;
  const { name, line1, line2, postalCode, city, countryCode } = address;
  const lines = [name, line1, line2, `${postalCode} ${city}`, countryNames.of(countryCode)];
  return (
    <Panel as="section" labelledBy="destination">
      <h2 id="destination" class="mb-3 text-heading">Where it goes</h2>
      <address class="not-italic wrap-anywhere">
        {lines.filter(Boolean).map((line) => <span key={line} class="block">{line}</span>)}
      </address>
      <p class="mt-3 text-sm text-ink-soft wrap-anywhere">
        Delivery: {shippingMethod}
        {contact?.email && (
          <>
            <br />
            Contact: {contact.email}
          </>
        )}
      </p>
    </Panel>
  );
}
