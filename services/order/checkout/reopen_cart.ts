import type { Query } from "../../kit/database.ts";
import { MAX_LINE_UNITS } from "../cart/limits.ts";

/**
 * Gives a shopper back the cart of an order that came to nothing. If the shopper has begun another one since, the things are
 * put into that.
 */
export async function reopenCart(tx: Query, orderId: bigint): Promise<void> {
  const [cart] = await tx<{ id: bigint; openId: bigint | null }[]>`
    select closed.id, open.id as "openId"
    from orders join carts closed on closed.id = cart_id
    left join carts open on open.guest_id = closed.guest_id and open.ordered_at is null
    where orders.id = ${String(orderId)}
    for update of closed`;
  if (!cart) return;
  // A cart that is begun at this very moment breaks the index of open carts; the transaction is then tried again
  if (cart.openId === null) {
    await tx`update carts set ordered_at = null where id = ${String(cart.id)}`;
    return;
  }
  await tx`select from carts where id = ${String(cart.openId)} for update`;
  await tx`
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    select ${String(cart.openId)}, variant_id, quantity, added_price from cart_lines where cart_id = ${String(cart.id)}
    order by id
    on conflict (cart_id, variant_id) do update
      set quantity = least(cart_lines.quantity + excluded.quantity, ${MAX_LINE_UNITS})`;
}
