import type { Query } from "../../kit/database.ts";
import { type LockedOrder, wrongState } from "../orders/lock_order.ts";
import type { RequestRefund } from "../orders/refund_wish.ts";
import { lockReturn } from "./lock_return.ts";
import { receiveReturn } from "./receive_return.ts";
import { returnableLines } from "./returnable_lines.ts";
import { writeReturn } from "./write_return.ts";

/** Why an order could not be delivered, and what becomes of it. */
export interface Undelivered {
  reason: string;
  /** Whether its things go back on the shelf. */
  restock: boolean;
  refundShipping: boolean;
  actor: string;
}

/**
 * Takes back a whole order that the carrier could not deliver, as a return of everything which the shop agreed to by itself.
 *
 * @throws {ShopError} WRONG_STATE unless it is shipped and nothing of it has arrived
 */
export async function receiveUndelivered(
  tx: Query,
  requestRefund: RequestRefund,
  order: LockedOrder,
  { reason, restock, refundShipping, actor }: Undelivered,
): Promise<void> {
  if (order.status !== "shipped") throw wrongState("take back", order);
  const arrived = await tx`select from shipments where order_id = ${order.id} and delivered_at is not null limit 1`;
  if (arrived.length > 0) throw wrongState("take back", order, "a parcel of it arrived");
  const lines = await returnableLines(tx, order.id);
  const number = await writeReturn(tx, order, {
    status: "approved",
    actor,
    reason,
    lines: lines.map(({ position, bought }) => ({ position, quantity: bought })),
  });
  const items = lines.map(({ sku, bought }) => ({ sku, quantity: bought, restocked: restock ? bought : 0 }));
  await receiveReturn(tx, requestRefund, await lockReturn(tx, number), { items, refundShipping, actor });
}
