import type { PendingQuery, Row } from "postgres";
import type { Query } from "../../kit/database.ts";

/** For use in a statement: the code of the price list that a guest's open cart is kept in; the default one without a cart. */
export function priceListOf(query: Query, guestId: string): PendingQuery<Row[]> {
  return query`coalesce(
    (select carts.price_list from carts where carts.guest_id = ${guestId} and carts.ordered_at is null),
    (select price_lists.code from price_lists where price_lists.is_default)
  )`;
}
