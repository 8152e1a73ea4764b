import type { LineRow } from "./orders/read_order.ts";

/** What lines of carts and of orders have in common, as the contract carries it. */
export function lineFields(
  { sku, productSlug, title, optionValues, imageUrl, quantity }: Omit<LineRow, "unitPrice" | "discount">,
) {
  const image = imageUrl === null ? {} : { image: { url: imageUrl, alt: title } };
  return { sku, productSlug, title, optionValues, ...image, quantity };
}
