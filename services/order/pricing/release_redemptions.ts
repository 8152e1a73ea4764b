import type { Query } from "../../kit/database.ts";

/**
 * Takes back the use of promotions by an order that came to nothing; the next may use them. Doing it again changes nothing.
 *
 * Rows with a limit are locked, in the order of their ids. When a limit is being set, PostgreSQL asks for the transaction again,
 * and `transaction()` does that.
 */
export async function releaseRedemptions(tx: Query, orderId: bigint): Promise<void> {
  await tx`select release_redemptions(${orderId})`;
}
