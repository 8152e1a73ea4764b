import type { Query } from "../../kit/database.ts";
import { changeStatus } from "../orders/change_status.ts";
import { type LockedOrder, wrongState } from "../orders/lock_order.ts";

/** Says that a paid order is ready for the carrier. Fails with WRONG_STATE when it is not paid, or packed already. */
export async function packOrder(tx: Query, order: LockedOrder, actor: string): Promise<void> {
  if (order.status !== "paid") throw wrongState("pack", order);
  await changeStatus(tx, { orderId: order.id, from: "paid", to: "packed", actor });
}
