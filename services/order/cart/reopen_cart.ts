import type { Query } from "../../kit/database.ts";
import { MAX_CART_LINES } from "./limits.ts";
import { putLines } from "./put_lines.ts";

/**
 * Gives a shopper back the things of an order that came to nothing: in a new cart like the one that was ordered, or in the one
 * that the shopper has begun since. That one stays in its currency and, unless it was over them before, within its limits.
 */
export async function reopenCart(tx: Query, orderId: bigint): Promise<void> {
  const [carts] = await tx<{ closedId: bigint; openId: bigint; lines: number }[]>`
    with closed as (
      select carts.id, carts.guest_id, price_list from carts join orders on cart_id = carts.id where orders.id = ${orderId}
    ), open as (
      insert into carts (guest_id, price_list) select guest_id, price_list from closed
      on conflict (guest_id) where ordered_at is null do update set updated_at = now()
      returning id
    )
    select closed.id as "closedId", open.id as "openId",
      (select count(*)::int from cart_lines where cart_id = closed.id) as lines
    from closed, open`;
  if (carts) await putLines(tx, carts.closedId, carts.openId, Math.max(MAX_CART_LINES, carts.lines));
}
