import type { Content } from "../../../kit/mail/content.ts";
import { formatCount } from "../format.ts";
import { type MailShop, productUrl } from "../shop.ts";

/** A variant of which little is left somewhere. */
export interface LowStock {
  readonly sku: string;
  readonly title: string;
  readonly slug: string;
  readonly location: string;
  readonly available: number;
  readonly lowAt: number;
}

/** Tells staff to order more. */
export function lowStock(shop: MailShop, stock: LowStock): Content {
  const { sku, title, slug, location, available, lowAt } = stock;
  const left = formatCount(available, "unit", "units");
  return {
    subject: `Low stock: ${sku}, ${left} left`,
    preheader: `${title}, at ${location}.`,
    locale: shop.locale,
    shop,
    title: `${left} of ${sku} left`,
    reason: "You get this because this address is the shop's for its staff.",
    blocks: [
      {
        kind: "facts",
        facts: [
          { name: "Product", lines: [title, sku], url: productUrl(shop, slug) },
          { name: "Location", lines: [location] },
          { name: "Available", lines: [`${left}; you are told at ${lowAt}`] },
        ],
      },
    ],
  };
}
