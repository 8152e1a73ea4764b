import type { Query } from "../../kit/database.ts";
import { ORDER_CHANGES } from "./order_changes.ts";
import { mayBecome, type Status } from "./order_status.ts";

/**
 * Moves an order on, writes its history and tells whoever watches it, when the transaction commits.
 *
 * @returns false, and nothing changed, when the order is not in status `from` any more
 * @throws {RangeError} when no order may go this way
 */
export async function changeStatus(tx: Query, orderId: bigint, from: Status, to: Status): Promise<boolean> {
  if (!mayBecome(from, to)) throw new RangeError(`Cannot change status: an order that is "${from}" cannot be "${to}"`);
  const changed = await tx`
    with changed as (
      update orders set status = ${to}, status_since = now() where id = ${orderId} and status = ${from}
      returning id, number
    ), history as (
      insert into order_status_changes (order_id, status) select id, ${to} from changed
    )
    select pg_notify(${ORDER_CHANGES}, number) from changed`;
  return changed.length > 0;
}
