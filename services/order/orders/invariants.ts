import type { Query } from "../../kit/database.ts";

/** An order for which something that must always hold does not. */
export interface BrokenInvariant {
  invariant: string;
  orderNumber: string;
}

/** Finds orders that break what must always hold. Any row means lost or doubled goods or money: none is expected, ever. */
export async function brokenInvariants(query: Query): Promise<BrokenInvariant[]> {
  const broken = await query<BrokenInvariant[]>`
    select 'an order has lines' as invariant, number as "orderNumber" from orders
    where not exists (select from order_lines where order_id = orders.id)
    union all
    select 'the subtotal is the sum of the lines', number from orders
    where subtotal <> (select sum(quantity * unit_price) from order_lines where order_id = orders.id)
    union all
    select 'one payment of the total', number from orders
    where (select array_agg(amount) from payments where order_id = orders.id) is distinct from array[total]
    union all
    select 'history ends in the present status', number from orders
    where status is distinct from (
      select status from order_status_changes where order_id = orders.id order by id desc limit 1
    )
    union all
    select 'its cart is closed', number from orders join carts on carts.id = cart_id where ordered_at is null
    union all
    select 'its key has a stored answer', number from orders
    where not exists (
      select from idempotency_keys
      where guest_id = orders.guest_id and key = idempotency_key and response is not null
    )`;
  return [...broken];
}
