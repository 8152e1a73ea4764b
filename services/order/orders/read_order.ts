import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type OrderSchema, PaymentStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { money } from "../money.ts";
import { PROTO_STATUS, type Status } from "./order_status.ts";

/** An order with all that belongs to it. Amounts within JSON are texts: a JSON number would lose digits. */
export interface OrderRow {
  number: string;
  status: Status;
  placedAt: Date;
  email: string;
  phone: string;
  address: { name: string; line1: string; line2: string; city: string; postalCode: string; countryCode: string };
  shippingName: string;
  currency: string;
  subtotal: bigint;
  shipping: bigint;
  total: bigint;
  lines: LineRow[];
  history: { status: Status; at: string }[];
  payment: { amount: string; cardBrand: string; cardLast4: string };
}

interface LineRow {
  sku: string;
  productSlug: string;
  title: string;
  optionValues: { name: string; value: string }[];
  imageUrl: string | null;
  quantity: number;
  unitPrice: string;
}

/** Reads an order of a guest. Another guest's fails with NOT_FOUND, as if there were none. */
export async function readOrder(query: Query, guestId: string, number: string): Promise<OrderRow> {
  const [order] = await query<OrderRow[]>`
    select number, status, placed_at as "placedAt", email, phone, shipping_name as "shippingName", currency, subtotal,
      shipping, total,
      jsonb_build_object('name', ship_name, 'line1', ship_line1, 'line2', ship_line2, 'city', ship_city,
        'postalCode', ship_postal_code, 'countryCode', ship_country_code) as address,
      (select jsonb_agg(jsonb_build_object('sku', sku, 'productSlug', product_slug, 'title', title,
        'optionValues', option_values, 'imageUrl', image_url, 'quantity', quantity,
        'unitPrice', unit_price::text) order by position)
        from order_lines where order_id = orders.id) as lines,
      (select jsonb_agg(jsonb_build_object('status', status, 'at', changed_at) order by id)
        from order_status_changes where order_id = orders.id) as history,
      (select jsonb_build_object('amount', amount::text, 'cardBrand', card_brand, 'cardLast4', card_last4)
        from payments where order_id = orders.id) as payment
    from orders where guest_id = ${guestId} and number = ${number}`;
  if (!order) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot read order "${number}": it does not exist`);
  return order;
}

/** An order as the contract carries it. */
export function orderMessage(order: OrderRow): MessageInitShape<typeof OrderSchema> {
  const { number, currency, payment } = order;
  return {
    number,
    status: PROTO_STATUS[order.status],
    placedAt: timestampFromDate(order.placedAt),
    contact: { email: order.email, phone: order.phone },
    shippingAddress: order.address,
    shippingMethod: order.shippingName,
    lines: order.lines.map((line) => lineMessage(currency, line)),
    subtotal: money(currency, order.subtotal),
    shipping: money(currency, order.shipping),
    total: money(currency, order.total),
    history: order.history.map(({ status, at }) => ({
      status: PROTO_STATUS[status],
      at: timestampFromDate(new Date(at)),
    })),
    payment: {
      status: PaymentStatus.CAPTURED,
      amount: money(currency, BigInt(payment.amount)),
      cardBrand: payment.cardBrand,
      cardLast4: payment.cardLast4,
    },
  };
}

function lineMessage(currency: string, line: LineRow) {
  const unitPrice = BigInt(line.unitPrice);
  return {
    sku: line.sku,
    productSlug: line.productSlug,
    title: line.title,
    optionValues: line.optionValues,
    ...(line.imageUrl === null ? {} : { image: { url: line.imageUrl, alt: line.title } }),
    quantity: line.quantity,
    unitPrice: money(currency, unitPrice),
    total: money(currency, unitPrice * BigInt(line.quantity)),
  };
}
