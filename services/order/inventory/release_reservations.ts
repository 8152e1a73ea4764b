import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";

/**
 * Gives back what an order holds: the order was refused or cancelled before it was paid. What is claimed stays claimed.
 *
 * @returns how many holds were released now
 */
export async function releaseReservations(tx: Query, orderId: bigint): Promise<number> {
  return await release(tx, tx`order_id = ${orderId} order by variant_id, location for update`);
}

/** Gives back what is held of variants past its time. What another transaction is at is left to it. */
export async function releaseLapsed(tx: Query, variantIds: readonly bigint[]): Promise<number> {
  return await release(
    tx,
    tx`variant_id = any (${variantIds.map(String)}::bigint[]) and expires_at <= now() for update skip locked`,
  );
}

/** Gives back what was held longest past its time, at most `limit` holds. What another transaction is at is left to it. */
export async function releaseOverdue(tx: Query, limit: number): Promise<number> {
  return await release(tx, tx`expires_at <= now() order by expires_at limit ${limit} for update skip locked`);
}

/**
 * Releases holds. Whoever changes a reservation's state acts on the stock, so that nothing is given back twice.
 *
 * Reservations are locked before stock, and by those who have stock only if nobody else has them: no circle of waiting.
 */
async function release(tx: Query, which: Fragment): Promise<number> {
  const [row] = await tx<[{ released: number }]>`
    with picked as materialized (
      select order_id, variant_id, location from reservations where state = 'held' and ${which}
    ), freed as (
      update reservations set state = 'released' from picked
      where reservations.order_id = picked.order_id and reservations.variant_id = picked.variant_id
        and reservations.location = picked.location
      returning reservations.variant_id, reservations.location, quantity
    ), sums as materialized (
      select variant_id, location, sum(quantity)::int as units from freed group by variant_id, location
    ), places as materialized (
      select stock.variant_id, stock.location, on_hand, reserved - units as reserved from sums join stock using (variant_id, location)
      order by variant_id, location for no key update of stock
    ), given_back as (
      update stock set on_hand = places.on_hand, reserved = places.reserved from places
      where stock.variant_id = places.variant_id and stock.location = places.location
    )
    select count(*)::int as released from freed`;
  return row.released;
}
