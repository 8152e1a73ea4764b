import { ErrorCode, ShopError } from "../../kit/errors.ts";

/**
 * The refusal to have things in a cart that have no price in its currency.
 *
 * @param field of the request that is at fault, named once for each SKU
 */
export function noPrice(currency: string, skus: readonly string[], field: string): ShopError {
  const names = skus.map((sku) => `"${sku}"`);
  return new ShopError(ErrorCode.WRONG_STATE, `Cannot keep the cart in ${currency}: no price for ${names.join(", ")}`, {
    details: { violations: names.map((name) => ({ field, description: `${name} has no price in ${currency}` })) },
  });
}
