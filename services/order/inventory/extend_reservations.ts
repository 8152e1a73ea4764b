import type { Query } from "../../kit/database.ts";

/**
 * Holds what an order holds for so many seconds from now, or longer where it was held longer.
 *
 * @returns false, and nothing changed, when some of it was released meanwhile
 */
export async function extendReservations(tx: Query, orderId: bigint, seconds: number): Promise<boolean> {
  const [row] = await tx<[{ isHeld: boolean }]>`
    with mine as materialized (
      select variant_id, location, state from reservations where order_id = ${orderId}
      order by variant_id, location for no key update
    ), extended as (
      update reservations set expires_at = greatest(expires_at, now() + make_interval(secs => ${seconds})) from mine
      where order_id = ${orderId} and reservations.variant_id = mine.variant_id and reservations.location = mine.location
        and not exists (select from mine where state <> 'held')
    )
    select coalesce(bool_and(state = 'held'), false) as "isHeld" from mine`;
  return row.isHeld;
}
