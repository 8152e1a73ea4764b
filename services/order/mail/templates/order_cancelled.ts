import type { Content } from "../../../kit/mail/content.ts";
import { customerReason } from "../../orders/customer_reason.ts";
import type { OrderRow } from "../../orders/read_order.ts";
import { formatAmount } from "../format.ts";
import { cardName, itemsBlock, orderReason } from "../order_blocks.ts";
import { type MailShop, orderUrl } from "../shop.ts";

/** It was called off: why, and what becomes of the money. */
export function orderCancelled(shop: MailShop, order: OrderRow): Content {
  const step = order.history.find(({ status }) => status === "cancelled");
  if (!step) throw new Error(`Cannot write a mail: order "${order.number}" was never cancelled`);
  const why = customerReason(step);
  const wasAsked = step.actor === "customer";
  return {
    subject: `Order ${order.number} is cancelled`,
    preheader: wasAsked ? "As you asked." : "We are sorry.",
    locale: shop.locale,
    shop,
    title: "Your order is cancelled",
    reason: orderReason(order),
    blocks: [
      {
        kind: "paragraph",
        text: wasAsked
          ? `Order ${order.number} is cancelled, as you asked. Nothing will be sent.`
          : `We are sorry: order ${order.number} is cancelled. Nothing will be sent.`,
      },
      ...(why ? [{ kind: "facts" as const, facts: [{ name: "Why", lines: [why] }] }] : []),
      { kind: "facts", facts: [{ name: "Your money", lines: [moneyLine(shop, order)] }] },
      itemsBlock("What it was", order, order.lines),
      { kind: "button", label: "See the order", url: orderUrl(shop, order.number) },
    ],
  };
}

function moneyLine(shop: MailShop, order: OrderRow): string {
  const { status, amount } = order.payment;
  if (status !== "captured") {
    return "You pay nothing. If your bank shows the amount as reserved, it lets go of it within a few days.";
  }
  const total = formatAmount(BigInt(amount), order.currency, shop.locale);
  return `All of ${total} goes back to ${cardName(order)}. We write again when it is done.`;
}
