import type { Content } from "../../../kit/mail/content.ts";
import { type MailShop, productUrl } from "../shop.ts";

/** Tells somebody who asked to be told that a variant can be bought again. */
export function backInStock(shop: MailShop, variant: { title: string; details: string; slug: string }): Content {
  const { title, details, slug } = variant;
  return {
    subject: `Back in stock: ${title}`,
    preheader: "You asked us to tell you.",
    locale: shop.locale,
    shop,
    title: `${title} is back`,
    reason: "You get this once, because you asked to be told when it can be bought again.",
    blocks: [
      { kind: "paragraph", text: `${title}${details && ` (${details})`} can be bought again, while there is some.` },
      { kind: "button", label: "See it in the shop", url: productUrl(shop, slug) },
    ],
  };
}
