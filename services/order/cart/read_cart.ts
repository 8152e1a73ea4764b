import type { Query } from "../../kit/database.ts";

/** The lines of a guest's open cart at today's prices. */
export interface OpenCart {
  /** ISO 4217 code of all its amounts. */
  currency: string;
  /** In the order in which they were put in; none when there is no cart. */
  lines: OpenCartLine[];
}

/** One variant in an open cart. Prices are minor units for one unit. */
export interface OpenCartLine {
  variantId: bigint;
  sku: string;
  productSlug: string;
  title: string;
  optionValues: { name: string; value: string }[];
  imageUrl: string | null;
  quantity: number;
  available: number;
  unitPrice: bigint;
  addedPrice: bigint;
}

/** Reads a guest's open cart, in one statement because every page asks for it. */
export async function readCart(query: Query, guestId: string): Promise<OpenCart> {
  const rows = await query<({ currency: string } & (OpenCartLine | { variantId: null }))[]>`
    select price_list.currency, line.*
    from price_lists price_list
    left join lateral (
      select cart_line.id, cart_line.variant_id as "variantId", sku, slug as "productSlug", title,
        option_values as "optionValues", coalesce(variant.image_url, product.image_url) as "imageUrl", quantity,
        coalesce(on_hand - reserved, 0) as available, amount as "unitPrice", added_price as "addedPrice"
      from carts cart
      join cart_lines cart_line on cart_line.cart_id = cart.id
      join variants variant on variant.id = cart_line.variant_id
      join products product on product.id = variant.product_id
      join prices price on price.variant_id = variant.id and price.price_list = price_list.code
      left join stock on stock.variant_id = variant.id
      where cart.guest_id = ${guestId} and cart.ordered_at is null
    ) line on true
    where price_list.is_default
    order by line.id`;
  const [first] = rows;
  if (!first) throw new Error("Cannot read cart: the shop has no default price list");
  return { currency: first.currency, lines: rows.filter((row) => row.variantId !== null) };
}
