import type { Query } from "../../kit/database.ts";
import { changeStatus } from "./change_status.ts";
import { tellWatchers } from "./order_changes.ts";
import type { Status } from "./order_status.ts";

/**
 * Moves an order and its returns on after money went back: a return whose refund is done is refunded, and an order that is with
 * the customer, or came back, is refunded when all its money is. Doing it again changes nothing.
 *
 * Takes the order's lock: whoever also locks its payment or refunds does so afterwards.
 */
export async function afterRefund(tx: Query, orderId: bigint): Promise<void> {
  await tx`select from orders where id = ${orderId} for no key update`;
  const [order] = await tx<{ status: Status; isAllBack: boolean }[]>`
    with money as materialized (
      select order_id, captured > 0 and refunded = captured as is_all_back from payments where order_id = ${orderId}
    ), done as (
      update returns set status = 'refunded' from money
      where returns.order_id = money.order_id and status = 'received' and (
        is_all_back or refund_id is null or exists (
          -- Its own; or when that failed, one of later that makes up for it
          select from refunds own join refunds made on made.payment_id = own.payment_id
          where own.id = refund_id and made.status = 'succeeded' and (
            made.id = own.id or (own.status = 'failed' and made.id > own.id and made.amount >= own.amount)
          )
        )
      ) returning returns.id
    ), history as (
      insert into return_status_changes (return_id, status, actor) select id, 'refunded', 'system' from done
    )
    select status, is_all_back as "isAllBack" from orders join money on order_id = orders.id`;
  if (order?.isAllBack && (order.status === "delivered" || order.status === "returned")) {
    await changeStatus(tx, { orderId, from: order.status, to: "refunded", actor: "system" });
  } else await tellWatchers(tx, orderId);
}
