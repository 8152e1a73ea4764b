import type { Query } from "../../../kit/database.ts";
import type { StockLine } from "../reserve_stock.ts";

/** Writes an order that has nothing yet but its row; returns its id. */
export async function newOrder(query: Query): Promise<bigint> {
  const guestId = crypto.randomUUID();
  const number = `SF-${crypto.randomUUID().replaceAll("-", "").slice(0, 8).toUpperCase()}`;
  const [row] = await query<[{ id: bigint }]>`
    with cart as (
      insert into carts (guest_id, ordered_at) values (${guestId}, now()) returning id
    )
    insert into orders (number, guest_id, idempotency_key, cart_id, status, email, phone, ship_name, ship_line1, ship_line2,
      ship_city, ship_postal_code, ship_country_code, shipping_method, shipping_name, currency, subtotal, shipping, total)
    select ${number}, ${guestId}, ${guestId}, id, 'placed', 'ada@example.com', '', 'Ada', '1 Street', '', 'London', 'N1', 'GB',
      'standard', 'Standard', 'GBP', 0, 0, 0 from cart
    returning id`;
  return row.id;
}

/** What an order asks of the stock, as [SKU, quantity]. */
export async function stockLines(query: Query, wanted: readonly (readonly [string, number])[]): Promise<StockLine[]> {
  const rows = await query<{ sku: string; id: bigint }[]>`
    select sku, id from variants where sku = any (${wanted.map(([sku]) => sku)}::text[])`;
  const ids = new Map(rows.map(({ sku, id }) => [sku, id]));
  return wanted.map(([sku, quantity]) => ({ variantId: ids.get(sku)!, sku, quantity }));
}

/** On hand and reserved of a variant at each location, as "main 3/1". */
export async function levels(query: Query, sku: string): Promise<string[]> {
  const rows = await query<{ level: string }[]>`
    select format('%s %s/%s', location, on_hand, reserved) as level
    from stock join variants on id = variant_id where sku = ${sku} order by location`;
  return rows.map(({ level }) => level);
}

/** Lets the time of everything held for an order be over. */
export async function lapse(query: Query, orderId: bigint): Promise<void> {
  await query`
    with mine as materialized (
      select variant_id, location from reservations where order_id = ${orderId} order by variant_id, location for no key update
    )
    update reservations set expires_at = now() - interval '1 second' from mine
    where order_id = ${orderId} and reservations.variant_id = mine.variant_id and reservations.location = mine.location`;
}
