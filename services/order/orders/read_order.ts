import type { Fragment } from "postgres";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { PaymentStatus } from "../payments/payment_status.ts";
import type { Cause } from "./customer_reason.ts";
import { isOwnedBy, type Owner } from "./owner.ts";
import type { Status } from "./order_status.ts";
import type { ReturnState } from "../returns/return_state.ts";

/** An order with all that belongs to it. Amounts within JSON are texts: a JSON number would lose digits. */
export interface OrderRow {
  id: bigint;
  number: string;
  status: Status;
  placedAt: Date;
  email: string;
  phone: string;
  address: Record<"name" | "line1" | "line2" | "city" | "postalCode" | "countryCode" | "region", string>;
  shippingName: string;
  currency: string;
  subtotal: bigint;
  discount: bigint;
  shipping: bigint;
  tax: bigint;
  taxIncluded: boolean;
  total: bigint;
  lines: LineRow[];
  history: ({ status: Status; at: string } & Cause)[];
  payment: PaymentRow;
  promotions: { name: string; coupon: string | null; amount: string }[];
  shipments: ShipmentRow[];
  returns: ReturnRow[];
  refunds: { amount: string; reason: string; status: string; at: string }[];
}

/** A line as the shopper saw it. */
export interface LineRow {
  sku: string;
  productSlug: string;
  title: string;
  optionValues: { name: string; value: string }[];
  imageUrl: string | null;
  quantity: number;
  unitPrice: string;
  discount: string;
}

interface PaymentRow {
  status: PaymentStatus;
  amount: string;
  refunded: string;
  cardBrand: string | null;
  cardLast4: string | null;
  challengeUrl: string | null;
}

interface ItemRow {
  sku: string;
  quantity: number;
}

interface ShipmentRow {
  carrier: string;
  trackingNumber: string;
  trackingUrl: string | null;
  shippedAt: string;
  deliveredAt: string | null;
  items: ItemRow[];
}

interface ReturnRow {
  number: string;
  status: ReturnState;
  reason: string;
  requestedAt: string;
  rejection: string | null;
  items: ItemRow[];
}

/**
 * Reads an order of its owner, or of anybody when none is given, with one statement.
 *
 * @param isNew Whether nothing of it can have been sent or given back yet: not looked for, which costs every checkout
 * @throws {ShopError} NOT_FOUND, also for somebody else's, as if there were none
 */
export async function readOrder(
  query: Query,
  owner: Owner | undefined,
  number: string,
  { isNew = false } = {},
): Promise<OrderRow> {
  const [order] = await query<OrderRow[]>`
    ${selectOrder(query, isNew)}
    where number = ${number} and ${isOwnedBy(query, owner)}`;
  if (!order) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read order "${number}": it does not exist`);
  return order;
}

/** Comes after every id. */
const MAX_ID = "9223372036854775807";

/** Reads the orders for which a condition holds, newest first, with one statement: those before an id, and so many, or all. */
export async function readOrders(
  query: Query,
  condition: Fragment,
  { before = MAX_ID, limit }: { before?: string | undefined; limit?: number } = {},
): Promise<OrderRow[]> {
  return await query<OrderRow[]>`
    ${selectOrder(query, false)}
    where ${condition} and orders.id < ${before} order by orders.id desc limit ${limit ?? null}`;
}

const selectOrder = (query: Query, isNew: boolean) =>
  query`
    select orders.id, number, orders.status, placed_at as "placedAt", email, phone, shipping_name as "shippingName", currency,
      subtotal, discount, shipping, tax, tax_included as "taxIncluded", total,
      jsonb_build_object('name', ship_name, 'line1', ship_line1, 'line2', ship_line2, 'city', ship_city,
        'postalCode', ship_postal_code, 'countryCode', ship_country_code, 'region', ship_region) as address,
      jsonb_build_object('status', payments.status, 'amount', amount::text, 'refunded', refunded::text,
        'cardBrand', card_brand, 'cardLast4', card_last4, 'challengeUrl', challenge_url) as payment,
      (select jsonb_agg(jsonb_build_object('sku', sku, 'productSlug', product_slug, 'title', title,
        'optionValues', option_values, 'imageUrl', image_url, 'quantity', quantity,
        'unitPrice', unit_price::text, 'discount', discount::text) order by position)
        from order_lines where order_id = orders.id) as lines,
      (select jsonb_agg(jsonb_build_object('status', status, 'at', changed_at, 'actor', actor, 'reason', reason,
        'code', code) order by id)
        from order_status_changes where order_id = orders.id) as history,
      coalesce((select jsonb_agg(jsonb_build_object('name', name, 'coupon', coupon, 'amount', amount::text) order by priority, id)
        from redemptions join promotions on id = promotion_id where order_id = orders.id), '[]') as promotions,
      ${isNew ? nothingLater(query) : allThatCameLater(query)}
    from orders join payments on payments.order_id = orders.id`;

const nothingLater = (query: Query) => query`'[]'::jsonb as shipments, '[]'::jsonb as returns, '[]'::jsonb as refunds`;

const allThatCameLater = (query: Query) =>
  query`
      coalesce((select jsonb_agg(jsonb_build_object('carrier', carrier, 'trackingNumber', tracking_number,
        'trackingUrl', tracking_url, 'shippedAt', shipped_at, 'deliveredAt', delivered_at, 'items', (
          select jsonb_agg(jsonb_build_object('sku', sku, 'quantity', shipment_lines.quantity) order by position)
          from shipment_lines join order_lines using (order_id, position) where shipment_id = shipments.id)) order by id)
        from shipments where order_id = orders.id), '[]') as shipments,
      coalesce((select jsonb_agg(jsonb_build_object('number', number, 'status', status, 'reason', reason,
        'requestedAt', requested_at,
        'rejection', (select reason from return_status_changes where return_id = returns.id and status = 'rejected'), 'items', (
          select jsonb_agg(jsonb_build_object('sku', sku, 'quantity', return_lines.quantity) order by position)
          from return_lines join order_lines using (order_id, position) where return_id = returns.id)) order by id)
        from returns where order_id = orders.id), '[]') as returns,
      coalesce((select jsonb_agg(jsonb_build_object('amount', amount::text, 'reason', reason, 'status', status,
        'at', created_at) order by id)
        from refunds where payment_id = payments.id and status <> 'failed'), '[]') as refunds`;
