import type { Query } from "../../kit/database.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { numberOf, textOf } from "../../kit/mail/event_fields.ts";
import type { MailShop } from "./shop.ts";
import type { ShopMail } from "./shop_mail.ts";
import { backInStock } from "./templates/back_in_stock.ts";
import { lowStock } from "./templates/low_stock.ts";

interface Variant {
  id: bigint;
  title: string;
  slug: string;
  optionValues: { name: string; value: string }[];
  available: number;
}

/** The mail to staff about a stock row that is low; none when nobody wants it, or the variant left the catalogue. */
export async function lowStockMails(query: Query, shop: MailShop, event: OutboxEvent): Promise<ShopMail[]> {
  const sku = textOf(event, "sku");
  const variant = shop.staff === undefined ? undefined : await readVariant(query, sku);
  if (shop.staff === undefined || !variant) return [];
  const content = lowStock(shop, {
    sku,
    title: variant.title,
    slug: variant.slug,
    location: textOf(event, "location"),
    available: numberOf(event, "available"),
    lowAt: numberOf(event, "lowAt"),
  });
  return [{ to: shop.staff, content, orderId: null, noticeId: null }];
}

/** The mails to all who wait for a variant; none when all of it is sold again: they go on waiting. */
export async function backInStockMails(query: Query, shop: MailShop, event: OutboxEvent): Promise<ShopMail[]> {
  const variant = await readVariant(query, textOf(event, "sku"));
  if (!variant || variant.available <= 0) return [];
  const details = variant.optionValues.map(({ name, value }) => `${name}: ${value}`).join(", ");
  const content = backInStock(shop, { title: variant.title, slug: variant.slug, details });
  const waiting = await query<{ id: bigint; email: string }[]>`
    select id, email from stock_notices where variant_id = ${variant.id} and notified_at is null order by id`;
  return waiting.map(({ id, email }) => ({ to: email, content, orderId: null, noticeId: id }));
}

async function readVariant(query: Query, sku: string): Promise<Variant | undefined> {
  const [variant] = await query<Variant[]>`
    select variants.id, title, slug, option_values as "optionValues",
      (select coalesce(sum(on_hand - reserved), 0)::int from stock where variant_id = variants.id) as available
    from variants join products on products.id = product_id where sku = ${sku}`;
  return variant;
}
