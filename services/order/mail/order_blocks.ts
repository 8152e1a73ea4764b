import type { Block, Fact, Sum } from "../../kit/mail/content.ts";
import type { LineRow, OrderRow } from "../orders/read_order.ts";
import { formatAmount, formatCountry } from "./format.ts";
import type { MailShop } from "./shop.ts";

/** What was bought, and what it costs. */
export function boughtBlock(shop: MailShop, order: OrderRow): Block {
  const amount = (minorUnits: bigint) => formatAmount(minorUnits, order.currency, shop.locale);
  const items = order.lines.map((line) => ({
    quantity: line.quantity,
    title: line.title,
    details: detailsOf(line),
    amount: amount(BigInt(line.unitPrice) * BigInt(line.quantity)),
  }));
  return { kind: "items", title: "What you bought", items, sums: sumsOf(order, amount) };
}

function sumsOf(order: OrderRow, amount: (minorUnits: bigint) => string): Sum[] {
  const { subtotal, discount, shipping, shippingName, tax, taxIncluded, total, promotions } = order;
  const names = promotions.map(({ name }) => name).join(", ");
  return [
    { name: "Subtotal", amount: amount(subtotal) },
    ...(discount > 0n ? [{ name: `Discount${names && ` (${names})`}`, amount: amount(-discount) }] : []),
    { name: `Delivery (${shippingName})`, amount: amount(shipping) },
    ...(tax > 0n && !taxIncluded ? [{ name: "Tax", amount: amount(tax) }] : []),
    { name: "Total", amount: amount(total), strong: true },
    ...(tax > 0n && taxIncluded ? [{ name: "Of which tax", amount: amount(tax) }] : []),
  ];
}

/** Units of an order's lines, without prices. Those that nobody knows any more are named by their SKU. */
export function itemsBlock(title: string, order: OrderRow, items: readonly { sku: string; quantity: number }[]): Block {
  return {
    kind: "items",
    title,
    items: items.map(({ sku, quantity }) => {
      const line = order.lines.find((line) => line.sku === sku);
      return { quantity, title: line?.title ?? sku, details: line ? detailsOf(line) : "", amount: "" };
    }),
    sums: [],
  };
}

/** Where an order goes. */
export function addressFact(shop: MailShop, { address }: OrderRow): Fact {
  const { name, line1, line2, city, region, postalCode, countryCode } = address;
  const town = [city, region, postalCode].filter(Boolean).join(" ");
  const lines = [name, line1, line2, town, formatCountry(countryCode, shop.locale)];
  return { name: "Where it goes", lines: lines.filter(Boolean) };
}

/** The card an order was paid with, such as "Visa ending in 4242". */
export function cardName({ payment: { cardBrand, cardLast4 } }: OrderRow): string {
  if (!cardBrand || !cardLast4) return "your card";
  return `${cardBrand[0]!.toUpperCase()}${cardBrand.slice(1)} ending in ${cardLast4}`;
}

/** What an order's mails end with. */
export function orderReason({ number }: OrderRow): string {
  return `You get this because this address was given with order ${number}. Its page opens in the browser it was placed with.`;
}

function detailsOf({ optionValues }: LineRow): string {
  return optionValues.map(({ name, value }) => `${name}: ${value}`).join(", ");
}
