import { Icon } from "../../../../../components/icon.tsx";
import { OrderLines } from "../../../../../components/order_lines.tsx";
import { Panel } from "../../../../../components/panel.tsx";
import { PostalAddress } from "../../../../../components/postal_address.tsx";
import { TotalsList } from "../../../../../components/totals_list.tsx";
import { type Order, type Payment, PaymentStatus } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** What was bought, what it cost, and how it was paid. */
export function Bought({ order }: { order: Order }) {
  const { lines, payment, shippingAddress } = order;
  return (
    <Panel as="section" labelledBy="bought">
      <h2 id="bought" class="mb-4 text-heading">What you bought</h2>
      <OrderLines lines={lines} />
      <TotalsList costs={order} country={shippingAddress?.countryCode ?? ""} class="mt-5 border-t border-line pt-4" />
      {payment && <Card payment={payment} />}
    </Panel>
  );
}

function Card({ payment: { status, cardBrand, cardLast4 } }: { payment: Payment }) {
  if (cardLast4 === "") return null;
  const word = status === PaymentStatus.CAPTURED ? "Paid" : "To be paid";
  if (status === PaymentStatus.DECLINED || status === PaymentStatus.VOIDED) return null;
  return (
    <p class="mt-3 flex items-center gap-2 text-sm text-ink-soft">
      <Icon name="card" />
      <span>
        {word} with <span class="capitalize">{cardBrand}</span> ending in {cardLast4}
      </span>
    </p>
  );
}

/** Where an order goes. */
export function Destination({ order: { contact, shippingAddress: address, shippingMethod } }: { order: Order }) {
  if (!address) return null;
  return (
    <Panel as="section" labelledBy="destination">
      <h2 id="destination" class="mb-3 text-heading">Where it goes</h2>
      <PostalAddress address={address} />
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
