/** What a line keeps of what is, or was, to be bought. */
interface Line {
  sku: string;
  productSlug: string;
  title: string;
  optionValues: { name: string; value: string }[];
  imageUrl: string | null;
  quantity: number;
}

/** What lines of carts and of orders have in common, as the contract carries it. */
export function lineFields({ sku, productSlug, title, optionValues, imageUrl, quantity }: Line) {
  const image = imageUrl === null ? {} : { image: { url: imageUrl, alt: title } };
  return { sku, productSlug, title, optionValues, ...image, quantity };
}
