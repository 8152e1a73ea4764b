import type { PaymentResult } from "./provider.ts";

/** Where a payment stands, as the database writes it. */
export type PaymentStatus = "pending" | "challenged" | "authorised" | "declined" | "voided" | "captured";

/**
 * What we know of a payment only ever goes this way. News may come late, twice and in any order: the furthest that was heard holds,
 * so that the end does not depend on the order. Money taken is last: whatever else was said, it is there, and must go back or be
 * earned.
 */
export const KNOWLEDGE: readonly PaymentStatus[] = [
  "pending",
  "challenged",
  "authorised",
  "declined",
  "voided",
  "captured",
];

/** Where a payment stands once a provider's news is heard. */
export function afterNews(now: PaymentStatus, news: PaymentStatus): PaymentStatus {
  return KNOWLEDGE.indexOf(news) > KNOWLEDGE.indexOf(now) ? news : now;
}

/** What a provider says, as a status of ours. */
export function statusOf(result: PaymentResult): PaymentStatus {
  return result.status === "challenge" ? "challenged" : result.status;
}
