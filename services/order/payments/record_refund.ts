import type { Query } from "../../kit/database.ts";
import { afterRefund } from "../orders/after_refund.ts";
import type { RefundResult } from "./provider.ts";

/**
 * What we know of a refund only ever goes this way, in whatever order the news comes. A bank may send money back that it was
 * given: what failed, failed last.
 */
export const REFUND_KNOWLEDGE: readonly RefundResult["status"][] = ["pending", "succeeded", "failed"];

/**
 * Writes down what the provider says of a refund: the money is posted, its customer and the shop's own processes hear of it, and
 * the order moves on. News that is old, or known, changes nothing.
 *
 * @returns whether it was news
 */
export async function recordRefund(tx: Query, key: string, result: RefundResult): Promise<boolean> {
  const [refund] = await tx<{ orderId: bigint }[]>`
    select order_id as "orderId" from refunds join payments on payments.id = payment_id where refunds.key = ${key}`;
  if (!refund) throw new Error(`Cannot record refund: there is none with key "${key}"`);
  // The order's lock comes first everywhere
  await tx`select from orders where id = ${refund.orderId} for no key update`;
  const isNews = await move(tx, key, result);
  if (isNews) await afterRefund(tx, refund.orderId);
  return isNews;
}

async function move(tx: Query, key: string, { status, reference }: RefundResult): Promise<boolean> {
  const moved = await tx`
    with before as (
      select id, status from refunds where key = ${key} for update
    ), moved as (
      update refunds set status = ${status}, reference = coalesce(nullif(${reference}, ''), reference), updated_at = now()
      from before
      where refunds.id = before.id
        and array_position(${REFUND_KNOWLEDGE}::text[], before.status)
          < array_position(${REFUND_KNOWLEDGE}::text[], ${status}::text)
      returning payment_id, key, amount, before.status as was
    ), paid as (
      update payments set updated_at = now(),
        refunding = refunding - case was when 'pending' then moved.amount else 0 end,
        refunded = refunded
          + case when ${status} = 'succeeded' then moved.amount when was = 'succeeded' then -moved.amount else 0 end
      from moved where payments.id = payment_id
      returning order_id, moved.key, moved.amount, was
    ), posted as (
      insert into ledger_entries (posting, account, currency, amount, order_id)
      select case was when 'succeeded' then key || ':failed' else key::text end, account, currency,
        sign * case was when 'succeeded' then -amount else amount end, order_id
      from paid join orders on orders.id = order_id, (values ('provider', -1), ('refunds', 1)) as entry (account, sign)
      where ${status} = 'succeeded' or was = 'succeeded'
    )
    select emit_event('order:' || number, ${`refund.${status}`},
      jsonb_build_object('number', number, 'amount', amount::text, 'currency', currency))
    from paid join orders on orders.id = order_id`;
  return moved.length > 0;
}
