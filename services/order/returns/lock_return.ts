import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { LockedOrder } from "../orders/lock_order.ts";
import type { ReturnState } from "./return_state.ts";

/** A return that nobody else changes before the transaction ends, and its order, which nobody else changes either. */
export interface LockedReturn {
  id: bigint;
  number: string;
  state: ReturnState;
  order: LockedOrder;
}

/** Locks a return and its order. Fails with NOT_FOUND when there is none. */
export async function lockReturn(tx: Query, number: string): Promise<LockedReturn> {
  const [row] = await tx<(Omit<LockedReturn, "order"> & { order: Omit<LockedOrder, "id">; orderId: bigint })[]>`
    select returns.id, returns.number, returns.status as state, orders.id as "orderId",
      jsonb_build_object('number', orders.number, 'status', orders.status) as order
    from orders join returns on order_id = orders.id where returns.number = ${number}
    for no key update`;
  if (!row) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read return "${number}": it does not exist`);
  const { orderId, order, ...found } = row;
  return { ...found, order: { id: orderId, ...order } };
}
