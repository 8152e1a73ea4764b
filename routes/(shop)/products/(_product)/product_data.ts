import { decimal, formatMoney } from "../../../../components/money.ts";
import type { VariantChoice } from "../../../../components/variants.ts";
import type { Product, Variant } from "../../../../proto/gen/shopflow/order/v1/catalog_pb.ts";

type Priced = Variant & { price: NonNullable<Variant["price"]> };

const priced = (product: Product): Priced[] => product.variants.filter((variant): variant is Priced => !!variant.price);

/** The variants as the picker takes them. */
export function variantChoices(product: Product): VariantChoice[] {
  // Where variants have pictures, one without has the product's first.
  const none = product.variants.some(({ image }) => image) ? 0 : -1;
  return priced(product).map(({ sku, optionValues, price: { currencyCode, minorUnits }, available, image }) => ({
    sku,
    values: product.options.map((option) => optionValues.find(({ name }) => name === option.name)?.value ?? ""),
    price: { currencyCode, minorUnits },
    available,
    picture: image ? product.images.findIndex(({ url }) => url === image.url) : none,
  }));
}

/** What the product costs, whichever variant it is: "£12.00" or "£12.00 to £18.00". */
export function priceRange(product: Product): string {
  const [lowest, highest] = extremes(product);
  if (!lowest || !highest) return "";
  const text = formatMoney(lowest.price);
  return lowest.price.minorUnits === highest.price.minorUnits ? text : `${text} to ${formatMoney(highest.price)}`;
}

function extremes(product: Product): [Priced | undefined, Priced | undefined] {
  const sorted = priced(product).toSorted((a, b) => Number(a.price.minorUnits - b.price.minorUnits));
  return [sorted[0], sorted.at(-1)];
}

/** The product for search engines, as schema.org says it; safe inside a script element. */
export function productJson(product: Product, origin: string): string {
  const [lowest, highest] = extremes(product);
  const data = {
    "@context": "https://schema.org",
    "@type": "Product",
    name: product.title,
    description: product.description,
    image: product.images.map(({ url }) => new URL(url, origin).href),
    sku: product.variants[0]?.sku,
    ...(lowest && highest && {
      offers: {
        "@type": "AggregateOffer",
        priceCurrency: lowest.price.currencyCode,
        lowPrice: decimal(lowest.price.currencyCode, lowest.price.minorUnits),
        highPrice: decimal(highest.price.currencyCode, highest.price.minorUnits),
        offerCount: product.variants.length,
        availability: `https://schema.org/${product.variants.some((v) => v.available > 0) ? "InStock" : "OutOfStock"}`,
      },
    }),
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
