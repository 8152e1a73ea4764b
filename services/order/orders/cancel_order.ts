import type { Query } from "../../kit/database.ts";
import { reopenCart } from "../cart/reopen_cart.ts";
import { releaseReservations } from "../inventory/release_reservations.ts";
import { returnToStock } from "../inventory/return_to_stock.ts";
import type { PaymentStatus } from "../payments/payment_status.ts";
import { releaseRedemptions } from "../pricing/release_redemptions.ts";
import { isCancellable } from "./cancellable.ts";
import { changeStatus } from "./change_status.ts";
import { type LockedOrder, wrongState } from "./lock_order.ts";
import type { RequestRefund } from "./refund_wish.ts";

/** What happens to the money of an order that is called off. */
export interface Cashier {
  requestRefund: RequestRefund;
  /** Sees to it that a payment which is not decided is never taken, or goes back if it was. */
  letPaymentGo(tx: Query, orderId: bigint): Promise<void>;
}

/** Who calls an order off, and why. */
export interface Cancellation {
  actor: string;
  reason: string;
}

/**
 * Calls an order off: its things go back on the shelf, its promotions may be used again, all its money goes back. Of one that
 * was not paid, the shopper has the cart back.
 *
 * The order's lock decides between this and whoever sends it: nothing of an order that is called off is ever with the carrier.
 *
 * @throws {ShopError} WRONG_STATE when it is too late, or not known yet whether it is paid
 */
export async function cancelOrder(
  tx: Query,
  cashier: Cashier,
  order: LockedOrder,
  { actor, reason }: Cancellation,
): Promise<void> {
  const { id: orderId, status } = order;
  const [now] = await tx<{ payment: PaymentStatus; left: bigint; shipments: number }[]>`
    select status as payment, captured - refunded - refunding as left,
      (select count(*)::int from shipments where shipments.order_id = payments.order_id) as shipments
    from payments where order_id = ${orderId} for no key update`;
  if (!now) throw new Error(`Cannot cancel order "${order.number}": it has no payment`);
  if (!isCancellable(status, now.payment, now.shipments)) {
    throw wrongState("cancel", order, tooLate(order, now.shipments));
  }
  await changeStatus(tx, { orderId, from: status, to: "cancelled", actor, reason });
  if (status === "placed") return await giveBackUnpaid(tx, cashier, orderId);
  await releaseRedemptions(tx, orderId);
  if (now.left > 0n) {
    await cashier.requestRefund(tx, { orderId, amount: now.left, reason: reason || "Cancelled", actor });
  }
  await restockAll(tx, orderId, actor);
}

/** Nothing was bought: the shopper has the cart again, as after a card that was declined. */
async function giveBackUnpaid(tx: Query, cashier: Cashier, orderId: bigint): Promise<void> {
  await cashier.letPaymentGo(tx, orderId);
  await reopenCart(tx, orderId);
  await releaseRedemptions(tx, orderId);
  await releaseReservations(tx, orderId);
}

function tooLate({ status }: LockedOrder, shipments: number): string {
  if (shipments > 0 && status === "packed") return "a parcel of it is with the carrier";
  return status === "placed" ? "its payment is being decided" : `it is ${status}`;
}

/** Puts everything that was sold back on the shelf, less what left the catalogue. */
async function restockAll(tx: Query, orderId: bigint, actor: string): Promise<void> {
  const items = await tx<{ variantId: bigint; quantity: number }[]>`
    select variant_id as "variantId", sum(quantity - returned)::int as quantity from reservations
    where order_id = ${orderId} and state = 'claimed' group by variant_id having sum(quantity - returned) > 0`;
  if (items.length === 0) return;
  if (!await returnToStock(tx, { orderId, items, actor })) {
    throw new Error(`Cannot cancel: more units of order ${orderId} come back than were sold`);
  }
}
