import { LinkButton } from "../../../../../components/button.tsx";
import { Icon, type IconProps } from "../../../../../components/icon.tsx";
import { formatMoney } from "../../../../../components/money.ts";
import { Panel } from "../../../../../components/panel.tsx";
import { type Order, OrderStatus } from "../../../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { orderPath } from "./read_order.ts";
import { returnableItems } from "./returnable_items.ts";

interface Standing {
  icon: IconProps["name"];
  title: string;
  text: string;
  link?: { href: string; text: string };
}

export interface OrderHeadProps {
  order: Order;
  /** Where the customer answers the bank; undefined when there is nothing to answer. */
  challengeUrl: string | undefined;
}

/** Where an order stands in a sentence, and what its customer can do now. */
export function OrderHead({ order, challengeUrl }: OrderHeadProps) {
  const { icon, title, text, link } = standing(order, challengeUrl);
  return (
    <Panel class="flex flex-wrap items-center gap-5 sm:p-9">
      <span class="grid size-16 shrink-0 place-items-center rounded-3xl bg-accent text-on-accent">
        <Icon name={icon} class="size-8" />
      </span>
      <div class="min-w-0 grow basis-64">
        <h1 class="text-title">{title}</h1>
        <p class="mt-1 text-ink-soft wrap-anywhere">
          Order <strong class="font-semibold text-ink">{order.number}</strong>. {text}
        </p>
      </div>
      <div class="flex flex-wrap gap-3 empty:hidden">
        {link && <LinkButton href={link.href}>{link.text}</LinkButton>}
        {order.cancellable && <LinkButton href={`${orderPath(order)}/cancel`} look="quiet">Cancel order</LinkButton>}
        {returnableItems(order).length > 0 && (
          <LinkButton href={`${orderPath(order)}/return`} look="quiet">Send something back</LinkButton>
        )}
      </div>
    </Panel>
  );
}

function standing(order: Order, challengeUrl: string | undefined): Standing {
  switch (order.status) {
    case OrderStatus.PLACED:
      return challengeUrl === undefined
        ? {
          icon: "pulse",
          title: "Waiting for your bank",
          text:
            "Everything is set aside for you. This page and a mail tell how it ends: there is no need to order again.",
        }
        : {
          icon: "card",
          title: "Your bank has a question",
          text: "It wants to hear from you before it pays. Everything is set aside for you meanwhile.",
          link: { href: challengeUrl, text: "Go to your bank" },
        };
    case OrderStatus.CANCELLED:
      return cancelled(order);
    case OrderStatus.RETURNED:
      return { icon: "check", title: "Everything came back", text: moneyBack(order) };
    case OrderStatus.REFUNDED:
      return { icon: "check", title: "Your money is back", text: moneyBack(order) };
    default:
      return { icon: "check", title: "Thank you for your order", text: "Keep this page to follow it." };
  }
}

/** Whether the order was never paid, and nobody called it off. */
/** Of an order that was never paid, the cart is given back. */
function cancelled(order: Order): Standing {
  const isUnpaid = order.history.every(({ status }) => status !== OrderStatus.PAID);
  if (!isUnpaid) return { icon: "close", title: "Order cancelled", text: moneyBack(order) };
  const isPaymentLost = order.history.at(-1)?.actor === "system";
  return {
    icon: "close",
    title: isPaymentLost ? "The payment did not go through" : "Order cancelled",
    text: `${moneyBack(order)} What you wanted is in your cart again.`,
    link: { href: "/cart", text: "Back to your cart" },
  };
}

function moneyBack({ refunds, total }: Order): string {
  const sum = refunds.reduce((sum, { amount }) => sum + (amount?.minorUnits ?? 0n), 0n);
  if (sum === 0n || !total) return "You pay nothing.";
  const money = formatMoney({ ...total, minorUnits: sum });
  return refunds.every(({ isDone }) => isDone)
    ? `${money} went back to your card.`
    : `${money} is on its way back to your card.`;
}
