import { type Database, type Query, transaction } from "../../kit/database.ts";
import type { LockedOrder } from "../orders/lock_order.ts";
import { publicNumber } from "../public_number.ts";
import { deliverShipment, type ParcelName } from "./deliver_shipment.ts";
import { packOrder } from "./pack_order.ts";
import { shipOrder } from "./ship_order.ts";

/** Most orders moved in one transaction. */
export const BATCH = 20;

const ACTOR = "carrier";
const CARRIER = "Test Carrier";

/**
 * Moves on each order that has been in its status for `stepSeconds`, longest first, at most a batch of them: packs it, sends what
 * is left of it, or delivers its parcels. Orders that another replica is moving are left to it.
 *
 * @returns how many were moved
 */
export async function advanceOrders(database: Database, stepSeconds: number): Promise<number> {
  return await transaction(database, async (tx) => {
    const due = await tx<LockedOrder[]>`
      select id, number, status from orders
      where status in ('paid', 'packed', 'shipped') and status_since <= now() - make_interval(secs => ${stepSeconds})
      order by status_since limit ${BATCH} for no key update skip locked`;
    for (const order of due) await moveOn(tx, order);
    return due.length;
  });
}

async function moveOn(tx: Query, order: LockedOrder): Promise<void> {
  if (order.status === "paid") return await packOrder(tx, order, ACTOR);
  if (order.status === "packed") {
    // Nobody can follow a parcel that is not there
    const parcel = { carrier: CARRIER, trackingNumber: publicNumber("TC"), trackingUrl: "", items: [] };
    return await shipOrder(tx, order, parcel, ACTOR);
  }
  const parcels = await tx<ParcelName[]>`
    select carrier, tracking_number as "trackingNumber" from shipments
    where order_id = ${order.id} and delivered_at is null order by id`;
  for (const parcel of parcels) await deliverShipment(tx, order, parcel, ACTOR);
}
