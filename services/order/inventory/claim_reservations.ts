import type { Query } from "../../kit/database.ts";
import { allot } from "./allot.ts";

/**
 * Makes a sale of what an order holds: the units leave the stock. What was released meanwhile, because the payer took too
 * long, is taken again wherever it is. A claim that is repeated changes nothing.
 *
 * Buyers of one variant wait for each other from here until the transaction ends. An order has claimed all or nothing.
 *
 * @returns false, and nothing changed, when too little is left, or when nothing was ever held for the order
 */
export async function claimReservations(tx: Query, orderId: bigint): Promise<boolean> {
  return await claimHeld(tx, orderId) || await claimAnew(tx, orderId);
}

/** Claims an order of which all is still held where it was; false, and nothing changed, for any other. */
async function claimHeld(tx: Query, orderId: bigint): Promise<boolean> {
  const [row] = await tx<[{ isClaimed: boolean }]>`
    with mine as materialized (
      select variant_id, location, quantity, state from reservations where order_id = ${orderId}
      order by variant_id, location for no key update
    ), places as materialized (
      select stock.variant_id, stock.location, quantity, on_hand - quantity as on_hand, reserved - quantity as reserved
      from mine join stock using (variant_id, location)
      where not exists (select from mine where state <> 'held')
      order by variant_id, location for no key update of stock
    ), taken as (
      update stock set on_hand = places.on_hand, reserved = places.reserved from places
      where stock.variant_id = places.variant_id and stock.location = places.location
    ), claimed as (
      update reservations set state = 'claimed' from places
      where order_id = ${orderId} and reservations.variant_id = places.variant_id and reservations.location = places.location
    ), moved as (
      insert into stock_movements (variant_id, location, change, reason, order_id, actor)
      select variant_id, location, -quantity, 'sold', ${orderId}, 'system' from places
    )
    select exists (select from places) as "isClaimed"`;
  return row.isClaimed;
}

/** Claims an order of which some was released, or that was claimed before. */
async function claimAnew(tx: Query, orderId: bigint): Promise<boolean> {
  const [row] = await tx<[{ isClaimed: boolean }]>`
    with mine as materialized (
      select variant_id, location, quantity, state from reservations where order_id = ${orderId}
      order by variant_id, location for no key update
    ), wanted as (
      select variant_id, sum(quantity)::int as quantity from mine where state = 'released' group by variant_id
    ), locked as materialized (
      select variant_id, location, on_hand, reserved, on_hand - reserved as available from stock
      where variant_id = any (array(select variant_id from mine where state <> 'claimed'))
      order by variant_id, location for no key update
    ), places as (
      select * from locked where variant_id in (select variant_id from wanted)
    ), ${allot(tx)}, sold as materialized (
      select variant_id, location, sum(units)::int as units, sum(held)::int as held from (
        select variant_id, location, quantity as units, quantity as held from mine where state = 'held'
        union all
        select variant_id, location, 0, 0 from mine where state = 'released'
        union all
        select variant_id, location, units, 0 from allotted
      ) part
      where not exists (select from short)
      group by variant_id, location
    ), taken as (
      update stock set on_hand = locked.on_hand - units, reserved = locked.reserved - held
      from sold join locked using (variant_id, location)
      where stock.variant_id = locked.variant_id and stock.location = locked.location and units > 0
    ), claimed as (
      insert into reservations (order_id, variant_id, location, quantity, state, expires_at)
      select ${orderId}, variant_id, location, units, 'claimed', now() from sold
      on conflict (order_id, variant_id, location) do update set state = 'claimed', quantity = excluded.quantity
    ), moved as (
      insert into stock_movements (variant_id, location, change, reason, order_id, actor)
      select variant_id, location, -units, 'sold', ${orderId}, 'system' from sold where units > 0
    )
    select exists (select from mine) and not exists (select from short) as "isClaimed"`;
  return row.isClaimed;
}
