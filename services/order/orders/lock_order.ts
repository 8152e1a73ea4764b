import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { isOwnedBy, type Owner } from "./owner.ts";
import type { Status } from "./order_status.ts";

/** An order that nobody else changes before the transaction ends. */
export interface LockedOrder {
  id: bigint;
  number: string;
  status: Status;
}

/**
 * Locks an order of its owner, or of anybody when none is given. Whoever moves an order on, or sends, cancels or takes back
 * things of it, does this first: what is read afterwards holds until the transaction ends.
 *
 * @throws {ShopError} NOT_FOUND, also for somebody else's, as if there were none
 */
export async function lockOrder(tx: Query, number: string, owner?: Owner): Promise<LockedOrder> {
  const [order] = await tx<LockedOrder[]>`
    select id, number, status from orders
    where number = ${number} and ${isOwnedBy(tx, owner)}
    for no key update`;
  if (!order) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read order "${number}": it does not exist`);
  return order;
}

/** Tells that an order is not where it would have to be for something. */
export function wrongState(action: string, order: { number: string; status: string }, why = `it is ${order.status}`) {
  return new ShopError(ErrorCode.WRONG_STATE, `Cannot ${action} order "${order.number}": ${why}`);
}
