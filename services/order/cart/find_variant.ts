import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";

/** What can be put in a cart: a variant that has a price today. */
export interface PricedVariant {
  id: bigint;
  /** Minor units of the default price list's currency. */
  price: bigint;
}

/** Finds a variant that can be put in a cart. Fails with NOT_FOUND. */
export async function findVariant(query: Query, sku: string): Promise<PricedVariant> {
  const [variant] = await query<PricedVariant[]>`
    select variant.id, price.amount as price
    from variants variant
    join prices price on price.variant_id = variant.id
    join price_lists price_list on price_list.code = price.price_list and price_list.is_default
    where variant.sku = ${sku}`;
  if (!variant) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot put "${sku}" in the cart: it does not exist`);
  return variant;
}
