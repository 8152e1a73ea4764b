import type { Query } from "../../kit/database.ts";
import type { PaymentEvent } from "./provider.ts";

/** What a provider tells of a dispute. */
export type DisputeNews = Extract<PaymentEvent["news"], { about: "dispute" }>;

/**
 * Writes down what becomes of a dispute. The bank takes the money when it opens, gives it back when the shop wins, and keeps it
 * when the shop loses. One that is decided stays as it is, in whatever order the news comes.
 *
 * @returns whether it was news
 */
export async function recordDispute(
  tx: Query,
  paymentId: bigint,
  provider: string,
  news: DisputeNews,
): Promise<boolean> {
  const { reference, amount, reason, status } = news;
  const recorded = await tx`
    with recorded as (
      insert into disputes (payment_id, provider, reference, amount, reason, status)
      values (${paymentId}, ${provider}, ${reference}, ${amount}, ${reason}, ${status})
      on conflict (provider, reference) do update set status = excluded.status, updated_at = now()
      where disputes.status = 'open' and excluded.status <> 'open'
      returning payment_id, disputes.reference, disputes.amount, disputes.status, xmax = 0 as is_new
    ), posted as (
      insert into ledger_entries (posting, account, currency, amount, order_id)
      select 'dispute:' || ${provider}::text || ':' || recorded.reference || suffix, account, currency,
        sign * recorded.amount, orders.id
      from recorded join payments on payments.id = payment_id join orders on orders.id = order_id,
        (values ('', 'provider', -1, true), ('', 'disputes', 1, true), (':won', 'provider', 1, false),
          (':won', 'disputes', -1, false)) as entry (suffix, account, sign, is_opening)
      where case when is_opening then is_new else recorded.status = 'won' end
    )
    select case when is_new then emit_event('order:' || number, 'payment.dispute_opened', jsonb_build_object('number', number,
      'reference', recorded.reference, 'amount', recorded.amount::text, 'currency', currency, 'reason', ${reason}::text)) end
    from recorded join payments on payments.id = payment_id join orders on orders.id = order_id`;
  return recorded.length > 0;
}
