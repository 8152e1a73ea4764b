import type { Query } from "../../kit/database.ts";
import { MAX_CART_LINES, MAX_LINE_UNITS } from "./limits.ts";

/**
 * Gives a shopper back the things of an order that came to nothing: in a new cart like the one that was ordered, or in the one
 * that the shopper has begun since.
 */
export async function reopenCart(tx: Query, orderId: bigint): Promise<void> {
  const [carts] = await tx<{ closedId: bigint; openId: bigint }[]>`
    with closed as (
      select carts.id, carts.guest_id, price_list from carts join orders on cart_id = carts.id where orders.id = ${orderId}
    ), open as (
      insert into carts (guest_id, price_list) select guest_id, price_list from closed
      on conflict (guest_id) where ordered_at is null do update set updated_at = now()
      returning id
    )
    select closed.id as "closedId", open.id as "openId" from closed, open`;
  if (carts) await putInto(tx, carts.openId, carts.closedId);
}

/**
 * Adds the lines of a closed cart to an open one, which stays in its currency and within its limits: left out is what is not
 * sold in that currency and, last put in first, what makes too many lines.
 */
async function putInto(tx: Query, openId: bigint, closedId: bigint): Promise<void> {
  await tx`
    with line as (
      select cart_line.id, cart_line.variant_id, cart_line.quantity, is_there,
        case when closed.price_list = open.price_list then cart_line.added_price else amount end as added_price,
        count(*) filter (where not is_there) over (order by cart_line.id) as place
      from carts open
      join carts closed on closed.id = ${closedId}
      join cart_lines cart_line on cart_id = closed.id
      join prices on prices.variant_id = cart_line.variant_id and prices.price_list = open.price_list,
        lateral (
          select exists (select from cart_lines where cart_id = ${openId} and variant_id = cart_line.variant_id) as is_there
        ) known
      where open.id = ${openId}
    )
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    select ${openId}, variant_id, quantity, added_price from line
    where is_there or place <= ${MAX_CART_LINES} - (select count(*) from cart_lines where cart_id = ${openId})
    order by id
    on conflict (cart_id, variant_id) do update
      set quantity = least(cart_lines.quantity + excluded.quantity, ${MAX_LINE_UNITS})`;
}
