import type { Query } from "../../kit/database.ts";

/**
 * Takes back the use of promotions by an order that came to nothing; the next may use them. Doing it again changes nothing.
 *
 * Rows with a limit are locked, in the order of their ids.
 */
export async function releaseRedemptions(tx: Query, orderId: bigint): Promise<void> {
  await tx`
    with released as (
      update redemptions set released_at = now() where order_id = ${orderId} and released_at is null
      returning promotion_id
    ), locked as materialized (
      select id from promotions
      where id in (select promotion_id from released) and coalesce(max_redemptions, max_per_customer) is not null
      order by id for no key update
    )
    update promotions set redeemed = redeemed - 1 from locked where promotions.id = locked.id`;
}
