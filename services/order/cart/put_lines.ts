import type { Query } from "../../kit/database.ts";
import { MAX_LINE_UNITS } from "./limits.ts";

/**
 * Adds the lines of one cart to another, which stays in its currency; both are locked. Units of the same variant add up, to the
 * most that a line may have. Left out is what is not sold in that currency and, last put in first, what makes too many lines.
 *
 * @param maxLines how many the other cart may have then; null when it may have any
 * @returns the ids of the variants whose lines were added
 */
export async function putLines(tx: Query, fromId: bigint, intoId: bigint, maxLines: number | null): Promise<bigint[]> {
  const added = await tx<{ variantId: bigint }[]>`
    with line as (
      select cart_line.id, cart_line.variant_id, cart_line.quantity, is_there,
        case when source.price_list = target.price_list then cart_line.added_price else amount end as added_price,
        count(*) filter (where not is_there) over (order by cart_line.id) as place
      from carts target
      join carts source on source.id = ${fromId}
      join cart_lines cart_line on cart_id = source.id
      join prices on prices.variant_id = cart_line.variant_id and prices.price_list = target.price_list,
        lateral (
          select exists (select from cart_lines where cart_id = ${intoId} and variant_id = cart_line.variant_id) as is_there
        ) known
      where target.id = ${intoId}
    )
    insert into cart_lines (cart_id, variant_id, quantity, added_price)
    select ${intoId}, variant_id, quantity, added_price from line
    where is_there or ${maxLines}::int is null
      or place <= ${maxLines}::int - (select count(*) from cart_lines where cart_id = ${intoId})
    order by id
    on conflict (cart_id, variant_id) do update
      set quantity = least(cart_lines.quantity + excluded.quantity, ${MAX_LINE_UNITS})
    returning variant_id as "variantId"`;
  return added.map(({ variantId }) => variantId);
}
