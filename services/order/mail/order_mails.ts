import type { Query } from "../../kit/database.ts";
import type { Content } from "../../kit/mail/content.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { ERASED } from "../orders/erased.ts";
import { type OrderRow, readOrder } from "../orders/read_order.ts";
import { textOf } from "../../kit/mail/event_fields.ts";
import type { MailShop } from "./shop.ts";
import type { ShopMail } from "./shop_mail.ts";
import { orderCancelled } from "./templates/order_cancelled.ts";
import { orderDelivered } from "./templates/order_delivered.ts";
import { orderPaid } from "./templates/order_paid.ts";
import { refundSucceeded } from "./templates/refund_succeeded.ts";
import { returnChanged } from "./templates/return_changed.ts";
import { shipmentSent } from "./templates/shipment_sent.ts";

type Write = (shop: MailShop, order: OrderRow, event: OutboxEvent) => Content;

/**
 * The mails of an order's life. None when it is placed: whether it is paid is not known then, and an order whose payment is
 * refused must not have been confirmed. Each parcel has one, so that the order as shipped needs none.
 */
const WRITE: Readonly<Record<string, Write>> = {
  "order.paid": orderPaid,
  "shipment.sent": (shop, order, event) =>
    shipmentSent(shop, order, textOf(event, "carrier"), textOf(event, "tracking_number")),
  "order.delivered": orderDelivered,
  "order.cancelled": orderCancelled,
  "refund.succeeded": (shop, order, event) => refundSucceeded(shop, order, BigInt(textOf(event, "amount"))),
  "return.approved": (shop, order, event) => returnChanged(shop, order, textOf(event, "return"), "approved"),
  "return.rejected": (shop, order, event) => returnChanged(shop, order, textOf(event, "return"), "rejected"),
  "return.received": (shop, order, event) => returnChanged(shop, order, textOf(event, "return"), "received"),
};

/** Types of events of an order that its customer is mailed about. */
export const ORDER_MAILS: readonly string[] = Object.keys(WRITE);

/** The mail to an order's customer about an event of it; none when the customer was erased. */
export async function orderMails(query: Query, shop: MailShop, event: OutboxEvent): Promise<ShopMail[]> {
  const order = await readOrder(query, undefined, textOf(event, "number"));
  if (order.email === ERASED) return [];
  if (event.type === "order.cancelled" && await wasRefusedAtOnce(query, order)) return [];
  const content = WRITE[event.type]!(shop, order, event);
  return [{ to: order.email, content, orderId: order.id, noticeId: null }];
}

/** A shopper who is refused so soon is still on the page, which says so. */
const ON_THE_PAGE_MS = 60_000;

/** Whether a checkout came to nothing before anybody was told of an order: then there is none to mail about. */
async function wasRefusedAtOnce(query: Query, { id, history, placedAt }: OrderRow): Promise<boolean> {
  const isShort = history.every(({ status }) => status === "placed" || status === "cancelled");
  const step = history.find(({ status }) => status === "cancelled");
  const isSoon = step?.actor === "system" && Date.parse(step.at) - placedAt.getTime() < ON_THE_PAGE_MS;
  if (!isShort || !isSoon) return false;
  const [told] = await query`
    select from idempotency_keys where order_id = ${id} and response is not null and not is_refusal`;
  return told === undefined;
}
