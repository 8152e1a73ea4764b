import type { Block, Content } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { itemsBlock, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** How a customer is told where a return stands. */
const WORDS = {
  approved: {
    title: "You may send it back",
    preheader: "Your return is approved.",
    text:
      "Pack the things below well, write the number of the return on the parcel, and send it to us. Your money goes back " +
      "once it is here.",
  },
  rejected: {
    title: "We cannot take it back",
    preheader: "Your return is not approved.",
    text: "We are sorry: we do not agree to take the things below back.",
  },
  received: {
    title: "Your return is here",
    preheader: "Your money goes back now.",
    text: "The things below are back with us. Your money goes back now; we write again when it is done.",
  },
} as const;

/** What becomes of a customer's wish to send things back. */
export function returnChanged(shop: MailShop, order: OrderRow, number: string, to: keyof typeof WORDS): Content {
  const wish = order.returns.find((wish) => wish.number === number);
  if (!wish) throw new Error(`Cannot write a mail: order "${order.number}" has no return "${number}"`);
  const { title, preheader, text } = WORDS[to];
  const why: Block[] = to === "rejected" && wish.rejection
    ? [{ kind: "facts", facts: [{ name: "Why", lines: [wish.rejection] }] }]
    : [];
  return {
    subject: `Return ${number}: ${title.toLowerCase()}`,
    preheader,
    locale: shop.locale,
    shop,
    title,
    reason: orderReason(order),
    blocks: [
      { kind: "paragraph", text: `This is about return ${number} of order ${order.number}.` },
      { kind: "paragraph", text },
      ...why,
      itemsBlock("What it is about", order, wish.items),
      { kind: "button", label: "See your order", url: orderUrl(shop, order.number) },
    ],
  };
}
