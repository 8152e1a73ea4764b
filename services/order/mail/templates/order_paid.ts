import type { Content } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { formatDay } from "../format.ts";
import { addressFact, boughtBlock, cardName, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** The confirmation: the money is in, and the order will be sent. */
export function orderPaid(shop: MailShop, order: OrderRow): Content {
  return {
    subject: `Order ${order.number} confirmed`,
    preheader: "Your payment is in, and we start to pack.",
    locale: shop.locale,
    shop,
    title: "Thank you for your order",
    reason: orderReason(order),
    blocks: [
      {
        kind: "paragraph",
        text: `Your payment is in, and we start to pack. We write again as soon as your parcel is on its way.`,
      },
      { kind: "button", label: "See your order", url: orderUrl(shop, order.number) },
      boughtBlock(shop, order),
      {
        kind: "facts",
        facts: [
          addressFact(shop, order),
          {
            name: "Your order",
            lines: [
              `Number ${order.number}`,
              `Placed on ${formatDay(order.placedAt, shop.locale)}`,
              `Paid with ${cardName(order)}`,
            ],
          },
        ],
      },
    ],
  };
}
