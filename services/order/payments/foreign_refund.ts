import type { Query } from "../../kit/database.ts";
import { stepKey } from "../../kit/workflow/key.ts";
import type { PaymentEvent } from "./provider.ts";

/** What a provider tells of a refund. */
export type RefundNews = Extract<PaymentEvent["news"], { about: "refund" }>;

/**
 * Makes sure that a refund is in our books which a person may have made in the provider's own pages. The order is locked.
 *
 * @returns its key: ours, or one made of the provider's name of it
 */
export async function recordForeignRefund(tx: Query, paymentId: bigint, news: RefundNews): Promise<string> {
  const { amount, result: { reference } } = news;
  if (news.key !== undefined) {
    const [ours] = await tx`select from refunds where key::text = ${news.key} and payment_id = ${paymentId}`;
    if (ours) return news.key;
  }
  const key = stepKey(String(paymentId), `refund ${reference}`);
  const [known] = await tx`select from refunds where key = ${key}`;
  if (known) return key;
  await tx`
    with reserved as (
      update payments set refunding = refunding + ${amount} where id = ${paymentId} returning id
    )
    insert into refunds (payment_id, key, amount, reason, actor)
    select id, ${key}, ${amount}, 'Made at the payment provider', 'provider' from reserved`;
  return key;
}
