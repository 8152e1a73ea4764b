import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { ORDER_CHANGES } from "../orders/order_changes.ts";
import type { LockedReturn } from "./lock_return.ts";
import { returnMayBecome, type ReturnState } from "./return_state.ts";

/** One step of a return. */
export interface ReturnStep {
  to: Exclude<ReturnState, "requested" | "refunded">;
  /** A member of staff, such as "staff:ada". */
  actor: string;
  /** Why; empty unless given. */
  reason?: string;
}

/**
 * Moves a return on, writes its history and its event, and tells whoever watches the order.
 *
 * @throws {ShopError} WRONG_STATE when a return may not go this way from where it is
 */
export async function changeReturn(
  tx: Query,
  wish: LockedReturn,
  { to, actor, reason = "" }: ReturnStep,
): Promise<void> {
  if (!returnMayBecome(wish.state, to)) {
    throw new ShopError(
      ErrorCode.WRONG_STATE,
      `Cannot change return "${wish.number}": one that is ${wish.state} cannot be ${to}`,
    );
  }
  await tx`
    with changed as (
      update returns set status = ${to} where id = ${wish.id} returning id
    ), history as (
      insert into return_status_changes (return_id, status, actor, reason) select id, ${to}, ${actor}, ${reason} from changed
    )
    select pg_notify(${ORDER_CHANGES}, ${wish.order.number}),
      emit_event('order:' || ${wish.order.number}::text, ${`return.${to}`},
        jsonb_build_object('number', ${wish.order.number}::text, 'return', ${wish.number}::text))
    from changed`;
}
