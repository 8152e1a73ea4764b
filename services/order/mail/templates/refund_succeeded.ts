import type { Content } from "../../../kit/mail/content.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { formatAmount } from "../format.ts";
import { cardName, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** Money went back. `amount` is in minor units of the order's currency. */
export function refundSucceeded(shop: MailShop, order: OrderRow, amount: bigint): Content {
  const text = formatAmount(amount, order.currency, shop.locale);
  return {
    subject: `Refund of ${text} for order ${order.number}`,
    preheader: `${text} is on its way to you.`,
    locale: shop.locale,
    shop,
    title: `${text} is on its way to you`,
    reason: orderReason(order),
    blocks: [
      {
        kind: "paragraph",
        text: `We have sent ${text} of order ${order.number} back to ${
          cardName(order)
        }. Banks take up to five working days to show it.`,
      },
      { kind: "button", label: "See your order", url: orderUrl(shop, order.number) },
    ],
  };
}
