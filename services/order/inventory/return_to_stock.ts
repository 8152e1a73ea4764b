import type { Query } from "../../kit/database.ts";

/** Units that come back. */
export interface StockReturn {
  orderId: bigint;
  /** Each variant once. */
  items: readonly { variantId: bigint; quantity: number }[];
  /** Where they go; to where they were taken from unless given. */
  location?: string;
  /** Who took them back. */
  actor: string;
}

/**
 * Puts units that an order had claimed back on the shelf: it was cancelled after it was paid, or they were sent back.
 *
 * A part may come back at a time, so a repeat must be told from another part by whoever calls, in the same transaction; but
 * never comes back more than was sold.
 *
 * @returns false, and nothing changed, when that would be more than the order still has of some variant
 */
export async function returnToStock(tx: Query, { orderId, items, location, actor }: StockReturn): Promise<boolean> {
  const variantIds = items.map(({ variantId }) => String(variantId));
  const [row] = await tx<[{ isReturned: boolean }]>`
    with wanted as (
      select * from unnest(${variantIds}::bigint[], ${
    items.map(({ quantity }) => quantity)
  }::int[]) as item (variant_id, quantity)
    ), mine as materialized (
      select variant_id, location, quantity - returned as left_over from reservations
      where order_id = ${orderId} and state = 'claimed' and variant_id = any (${variantIds}::bigint[])
      order by variant_id, location for no key update
    ), short as materialized (
      select variant_id from wanted left join mine using (variant_id)
      group by variant_id, wanted.quantity having coalesce(sum(left_over), 0) < wanted.quantity
    ), offered as (
      select variant_id, location, left_over, quantity, coalesce(sum(left_over) over (
        partition by variant_id order by location rows between unbounded preceding and 1 preceding
      ), 0)::int as before
      from mine join wanted using (variant_id)
    ), part as materialized (
      select variant_id, location, least(left_over, quantity - before) as units from offered
      where left_over > 0 and before < quantity and not exists (select from short)
    ), marked as (
      update reservations set returned = returned + units from part
      where order_id = ${orderId} and reservations.variant_id = part.variant_id and reservations.location = part.location
    ), back as materialized (
      select variant_id, place as location, sum(units)::int as units
      from part, coalesce(${location ?? null}, location) as place
      group by variant_id, place order by variant_id, place
    ), shelved as (
      insert into stock (variant_id, location, on_hand) select variant_id, location, units from back
      on conflict (variant_id, location) do update set on_hand = stock.on_hand + excluded.on_hand
    ), moved as (
      insert into stock_movements (variant_id, location, change, reason, order_id, actor)
      select variant_id, location, units, 'returned', ${orderId}, ${actor} from back
    )
    select not exists (select from short) as "isReturned"`;
  return row.isReturned;
}
