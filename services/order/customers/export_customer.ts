import { create, type JsonObject, toJson } from "@bufbuild/protobuf";
import { CartSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import type { ExportCustomerRequest } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import { OrderSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database, Query } from "../../kit/database.ts";
import { cartMessage } from "../cart/cart_message.ts";
import { readCart } from "../cart/read_cart.ts";
import { orderMessage } from "../orders/order_message.ts";
import { type OrderRow, readOrders } from "../orders/read_order.ts";
import { isClaimable } from "./claim_orders.ts";

/**
 * Tells all that is known of a customer, as JSON: the account's orders and those that it may claim, with the mails about them; the
 * open cart; and what the account's address, once it is proved, was left for. Nothing of a card.
 */
export async function exportCustomer(
  database: Database,
  { customerId, shopperId, provedEmail }: ExportCustomerRequest,
): Promise<{ content: Uint8Array }> {
  const email = provedEmail || null;
  const isTheirs = email === null
    ? database`customer_id = ${customerId}`
    : database`(customer_id = ${customerId} or ${isClaimable(database, email)})`;
  const [rows, cart] = await Promise.all([readOrders(database, isTheirs), readCart(database, shopperId)]);
  const [mails, stockNotices] = await Promise.all([
    readMails(database, rows.map(({ id }) => id), email),
    readNotices(database, email),
  ]);
  const all = { orders: rows.map(orderJson), cart: toJson(CartSchema, create(CartSchema, cartMessage(cart))) };
  return { content: new TextEncoder().encode(JSON.stringify({ ...all, mails, stockNotices })) };
}

function orderJson(row: OrderRow): JsonObject {
  const { payment, ...order } = toJson(OrderSchema, create(OrderSchema, orderMessage(row))) as JsonObject;
  const { cardBrand: _brand, cardLast4: _last4, challengeUrl: _url, ...kept } = payment as JsonObject;
  return { ...order, payment: kept };
}

async function readMails(query: Query, orderIds: readonly bigint[], email: string | null) {
  return await query<{ kind: string; recipient: string; subject: string; sentAt: Date }[]>`
    select kind, recipient, subject, sent_at as "sentAt" from mails
    where order_id = any (${orderIds.map(String)}::bigint[])
      or (order_id is null and lower(recipient) = lower(${email}))
    order by sent_at`;
}

async function readNotices(query: Query, email: string | null) {
  return await query<{ sku: string; email: string; createdAt: Date; notifiedAt: Date | null }[]>`
    select sku, email, stock_notices.created_at as "createdAt", notified_at as "notifiedAt"
    from stock_notices join variants on variants.id = variant_id
    where lower(email) = lower(${email}) order by stock_notices.id`;
}
