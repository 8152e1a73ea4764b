import type { Query } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import { changeStatus } from "../orders/change_status.ts";
import { type LockedOrder, wrongState } from "../orders/lock_order.ts";
import { tellWatchers } from "../orders/order_changes.ts";

/** What is handed to a carrier. */
export interface Parcel {
  carrier: string;
  trackingNumber: string;
  /** Where to follow it; empty when nowhere. */
  trackingUrl: string;
  /** Everything that is left to send when empty. */
  items: readonly { sku: string; quantity: number }[];
}

/**
 * Hands a parcel of a packed order to a carrier, and tells so. The order is shipped when all its units are in parcels.
 *
 * @throws {ShopError} WRONG_STATE when it is not packed, INVALID_ARGUMENT for units that are not left to send, ALREADY_EXISTS
 * for a tracking number that the carrier gave another parcel
 */
export async function shipOrder(tx: Query, order: LockedOrder, parcel: Parcel, actor: string): Promise<void> {
  if (order.status !== "packed") throw wrongState("ship", order);
  const open = await tx<OpenLine[]>`
    select position, sku, quantity - (
      select coalesce(sum(quantity), 0)::int from shipment_lines
      where order_id = order_lines.order_id and position = order_lines.position
    ) as left
    from order_lines where order_id = ${order.id} order by position`;
  const packed = parcel.items.length === 0 ? open.filter(({ left }) => left > 0) : chosen(open, parcel.items);
  await writeShipment(tx, order, parcel, packed, actor);
  const isAll = sum(packed) === sum(open);
  if (isAll) await changeStatus(tx, { orderId: order.id, from: "packed", to: "shipped", actor });
  else await tellWatchers(tx, order.id);
}

/** A line of which so many units are left to send. */
interface OpenLine {
  position: number;
  sku: string;
  left: number;
}

/** The lines wanted, with `left` the units wanted of each. */
function chosen(open: readonly OpenLine[], items: Parcel["items"]): OpenLine[] {
  return items.map(({ sku, quantity }, index) => {
    const line = open.find((line) => line.sku === sku);
    const left = items.findIndex((item) => item.sku === sku) === index ? line?.left ?? 0 : 0;
    if (line && quantity <= left) return { ...line, left: quantity };
    throw invalidArgument(
      `Cannot ship order: ${left} of "${sku}" are left to send`,
      `items[${index}]`,
      `Must name a line once, and at most ${left} units of it`,
    );
  });
}

function sum(lines: readonly OpenLine[]): number {
  return lines.reduce((sum, { left }) => sum + left, 0);
}

async function writeShipment(tx: Query, order: LockedOrder, parcel: Parcel, lines: readonly OpenLine[], actor: string) {
  const { carrier, trackingNumber, trackingUrl } = parcel;
  const written = await tx`
    with shipment as (
      insert into shipments (order_id, carrier, tracking_number, tracking_url, actor)
      values (${order.id}, ${carrier}, ${trackingNumber}, nullif(${trackingUrl}, ''), ${actor})
      on conflict (carrier, tracking_number) do nothing
      returning id
    ), lines as (
      insert into shipment_lines (shipment_id, order_id, position, quantity)
      select id, ${order.id}, line.* from shipment, unnest(
        ${lines.map(({ position }) => position)}::int[], ${lines.map(({ left }) => left)}::int[]
      ) as line
    )
    select emit_event('order:' || ${order.number}::text, 'shipment.sent', jsonb_build_object('number', ${order.number}::text,
      'carrier', ${carrier}::text, 'tracking_number', ${trackingNumber}::text))
    from shipment`;
  if (written.length > 0) return;
  throw new ShopError(
    ErrorCode.ALREADY_EXISTS,
    `Cannot ship order "${order.number}": "${trackingNumber}" of ${carrier} names another parcel`,
  );
}
