import type { Query } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { ORDER_CHANGES } from "./order_changes.ts";
import { mayBecome, type Status } from "./order_status.ts";

/** One step in the life of an order. */
export interface StatusStep {
  orderId: bigint;
  from: Status;
  to: Status;
  /** "customer", "system", "carrier", "provider", or a member of staff, such as "staff:ada". */
  actor: string;
  /** Why, for people; empty unless given. */
  reason?: string;
  /** What the shop refused with when it calls the order off itself: its customer reads a sentence of that, not the reason. */
  code?: ErrorCode;
  /** Nobody can be watching yet. Transactions that tell watchers commit one after the other, each waiting for the disk alone. */
  quiet?: boolean;
}

/**
 * Moves an order on, writes its history and its event, and tells whoever watches it when the transaction commits.
 *
 * @returns false, and nothing changed, when the order is not in status `from` any more
 * @throws {RangeError} when no order may go this way
 */
export async function changeStatus(tx: Query, step: StatusStep): Promise<boolean> {
  const { orderId, from, to, actor, reason = "", quiet = false } = step;
  const code = step.code === undefined ? "" : ErrorCode[step.code];
  if (!mayBecome(from, to)) throw new RangeError(`Cannot change status: an order that is "${from}" cannot be "${to}"`);
  const changed = await tx`
    with changed as (
      update orders set status = ${to}, status_since = now() where id = ${orderId} and status = ${from}
      returning id, number
    ), history as (
      insert into order_status_changes (order_id, status, actor, reason, code)
      select id, ${to}, ${actor}, ${reason}, ${code} from changed
    )
    select case when not ${quiet}::boolean then pg_notify(${ORDER_CHANGES}, number) end,
      emit_event('order:' || number, ${`order.${to}`}, jsonb_build_object('number', number))
    from changed`;
  return changed.length > 0;
}
