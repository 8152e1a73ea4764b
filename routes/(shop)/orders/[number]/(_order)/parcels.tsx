import type { Timestamp } from "@bufbuild/protobuf/wkt";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { formatMoment } from "../../../../../components/dates.ts";
import { Panel } from "../../../../../components/panel.tsx";
import type { Item, Order, Shipment } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";

/** What was sent, with the carriers' names for it. */
export function Parcels({ order: { shipments, lines } }: { order: Order }) {
  if (shipments.length === 0) return null;
  return (
    <Panel as="section" labelledBy="parcels">
      <h2 id="parcels" class="text-heading">{shipments.length === 1 ? "Your parcel" : "Your parcels"}</h2>
      <ul class="divide-y divide-line">
        {shipments.map((shipment) => (
          <li key={shipment.trackingNumber} class="py-3 last:pb-0">
            <p class="wrap-anywhere">
              {shipment.carrier} <Tracking shipment={shipment} />
            </p>
            <p class="text-sm text-ink-soft">
              {shipment.shippedAt && (
                <>
                  Sent <Moment at={shipment.shippedAt} />
                </>
              )}
              {shipment.deliveredAt && (
                <>
                  , arrived <Moment at={shipment.deliveredAt} />
                </>
              )}
            </p>
            {shipments.length > 1 && <Items items={shipment.items} lines={lines} />}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A tracking number; a link where the carrier has a page for it that is safe to open. */
function Tracking({ shipment: { trackingNumber, trackingUrl } }: { shipment: Shipment }) {
  if (!trackingUrl.startsWith("https://")) return <strong class="font-semibold">{trackingNumber}</strong>;
  return (
    <a
      href={trackingUrl}
      rel="noopener noreferrer"
      class="-my-2.5 inline-block py-2.5 font-semibold underline underline-offset-4 hover:text-accent"
    >
      {trackingNumber}
    </a>
  );
}

/** Units of lines of an order, by their titles. */
export function Items({ items, lines }: { items: Item[]; lines: Order["lines"] }) {
  return (
    <ul class="text-sm">
      {items.map(({ sku, quantity }) => (
        <li key={sku}>{quantity} × {lines.find((line) => line.sku === sku)?.title ?? sku}</li>
      ))}
    </ul>
  );
}

/** A point in time. */
export function Moment({ at }: { at: Timestamp }) {
  const date = timestampDate(at);
  return <time dateTime={date.toISOString()}>{formatMoment(date)}</time>;
}
