import type { Query } from "../../kit/database.ts";
import { MAX_CART_LINES, MAX_LINE_UNITS } from "./limits.ts";
import { lockCart } from "./open_cart.ts";

/**
 * Gives a shopper back the cart of an order that came to nothing. If the shopper has begun another one since, the things are
 * put into that.
 */
export async function reopenCart(tx: Query, orderId: bigint): Promise<void> {
  const [closed] = await tx<{ id: bigint; guestId: string }[]>`
    select carts.id, carts.guest_id as "guestId" from carts join orders on cart_id = carts.id where orders.id = ${orderId}
    for update of carts`;
  if (!closed) return;
  const openId = await lockCart(tx, closed.guestId);
  if (openId !== undefined) return await putInto(tx, openId, closed.id);
  // A cart that is begun at this very moment breaks the index of open carts; the transaction is then tried again
  await tx`update carts set ordered_at = null, updated_at = now() where id = ${closed.id}`;
}

/**
 * Adds the lines of a closed cart to an open one, which stays in its currency and within its limits: left out is what is not
 * sold in that currency and, last put in first, what makes too many lines.
 */
async function putInto(tx: Query, openId: bigint, closedId: bigint): Promise<void> {
  await tx`
    with open as (
      update carts set updated_at = now() where id = ${openId} returning price_list
    ), line as (
      select cart_line.id, cart_line.variant_id, cart_line.quantity, is_there,
        case when closed.price_list = open.price_list then cart_line.added_price else amount end as added_price,
        count(*) filter (where not is_there) over (order by cart_line.id) as place
      from open
      join carts closed on closed.id = ${closedId}
      join cart_lines cart_line on cart_id = closed.id
      join prices on prices.variant_id = cart_line.variant_id and prices.price_list = open.price_list,
        lateral (
          select exists (select from cart_lines where cart_id = ${openId} and variant_id = cart_line.variant_id) as is_there
        ) known
    )
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    select ${openId}, variant_id, quantity, added_price from line
    where is_there or place <= ${MAX_CART_LINES} - (select count(*) from cart_lines where cart_id = ${openId})
    order by id
    on conflict (cart_id, variant_id) do update
      set quantity = least(cart_lines.quantity + excluded.quantity, ${MAX_LINE_UNITS})`;
}
