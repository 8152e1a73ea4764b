import type { Content } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** It is there, and what to do when something is wrong with it. */
export function orderDelivered(shop: MailShop, order: OrderRow): Content {
  return {
    subject: `Order ${order.number} has arrived`,
    preheader: "We hope that you like it.",
    locale: shop.locale,
    shop,
    title: "Your order has arrived",
    reason: orderReason(order),
    blocks: [
      { kind: "paragraph", text: `The carrier tells us that order ${order.number} was delivered. Enjoy!` },
      {
        kind: "paragraph",
        text:
          "Is something not as it should be, or not for you? You can ask to send it back within 30 days, on the page of " +
          "your order.",
      },
      { kind: "button", label: "See your order", url: orderUrl(shop, order.number) },
    ],
  };
}
