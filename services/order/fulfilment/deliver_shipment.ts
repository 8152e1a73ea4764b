import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { afterRefund } from "../orders/after_refund.ts";
import { changeStatus } from "../orders/change_status.ts";
import { type LockedOrder, wrongState } from "../orders/lock_order.ts";
import { tellWatchers } from "../orders/order_changes.ts";

/** A parcel as its carrier names it. */
export interface ParcelName {
  carrier: string;
  trackingNumber: string;
}

/**
 * Says that a parcel arrived. A shipped order is delivered when all its parcels are.
 *
 * @throws {ShopError} NOT_FOUND when it is no parcel of the order, WRONG_STATE when it arrived before or will not any more
 */
export async function deliverShipment(
  tx: Query,
  order: LockedOrder,
  { carrier, trackingNumber }: ParcelName,
  actor: string,
): Promise<void> {
  const shipments = await tx<{ id: bigint; isIt: boolean; hasArrived: boolean }[]>`
    select id, carrier = ${carrier} and tracking_number = ${trackingNumber} as "isIt",
      delivered_at is not null as "hasArrived"
    from shipments where order_id = ${order.id}`;
  const shipment = shipments.find(({ isIt }) => isIt);
  if (!shipment) {
    throw new ShopError(
      ErrorCode.NOT_FOUND,
      `Cannot deliver order "${order.number}": "${trackingNumber}" of ${carrier} is no parcel of it`,
    );
  }
  if (shipment.hasArrived) throw wrongState("deliver", order, "the parcel arrived before");
  if (order.status !== "packed" && order.status !== "shipped") throw wrongState("deliver", order);
  await tx`update shipments set delivered_at = now() where id = ${shipment.id}`;
  const areAll = shipments.every(({ isIt, hasArrived }) => isIt || hasArrived);
  if (order.status === "packed" || !areAll) return await tellWatchers(tx, order.id);
  await changeStatus(tx, { orderId: order.id, from: "shipped", to: "delivered", actor });
  // All its money may have gone back on the way
  await afterRefund(tx, order.id);
}
