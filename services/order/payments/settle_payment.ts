import type { Query } from "../../kit/database.ts";
import { KNOWLEDGE, statusOf } from "./payment_status.ts";
import type { PaymentResult } from "./provider.ts";

/** How long a customer has for a challenge, in milliseconds. */
export const CHALLENGE_MS = 15 * 60_000;

/**
 * Writes down what a provider says of an order's payment; money that came in is posted in the books. News that is old, or known,
 * changes nothing, see `KNOWLEDGE`. One statement.
 *
 * @returns whether it was news
 */
export async function settlePayment(tx: Query, orderId: bigint, result: PaymentResult): Promise<boolean> {
  const status = statusOf(result);
  const settled = await tx`
    with settled as (
      update payments set status = ${status}, updated_at = now(),
        captured = case ${status} when 'captured' then amount else 0 end,
        reference = coalesce(nullif(${result.reference}, ''), reference),
        card_brand = coalesce(nullif(${result.cardBrand}, ''), card_brand),
        card_last4 = coalesce(nullif(${result.cardLast4}, ''), card_last4),
        challenge_url = ${result.status === "challenge" ? result.url : null},
        challenge_until = case ${status} when 'challenged' then now() + ${CHALLENGE_MS}::int * interval '1 millisecond' end,
        decline_reason = ${result.status === "declined" ? result.reason : null}
      where order_id = ${orderId}
        and array_position(${KNOWLEDGE}::text[], status) < array_position(${KNOWLEDGE}::text[], ${status})
      returning order_id, key, captured
    ), amounts as (
      select settled.*, currency, subtotal - discount as goods, shipping, tax, tax_included,
        (select coalesce(sum(tax), 0) from order_lines where order_id = orders.id)::bigint as goods_tax
      from settled join orders on id = order_id where captured > 0
    ), posted as (
      -- What is in the provider's hands is owed to the shop, and is made of goods and shipping without their tax, and tax
      insert into ledger_entries (posting, account, currency, amount, order_id)
      select key::text, account, currency, entry.amount, order_id
      from amounts, lateral (values
        ('provider', captured),
        ('sales', -(goods - case when tax_included then goods_tax else 0 end)),
        ('shipping', -(shipping - case when tax_included then tax - goods_tax else 0 end)),
        ('tax', -tax)
      ) as entry (account, amount) where entry.amount <> 0
    )
    select from settled`;
  return settled.length > 0;
}
