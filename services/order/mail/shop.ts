import type { Shop } from "../../kit/mail/open_mail.ts";

/** What every mail of this shop has in common. */
export interface MailShop extends Shop {
  /** Where staff read; undefined when nobody is to be told. */
  readonly staff: string | undefined;
}

/** Address of an order's page. It opens where the order was placed, and where its customer is signed in. */
export function orderUrl(shop: MailShop, number: string): string {
  return `${shop.origin}/orders/${encodeURIComponent(number)}`;
}

/** Address of a product's page. */
export function productUrl(shop: MailShop, slug: string): string {
  return `${shop.origin}/products/${encodeURIComponent(slug)}`;
}
