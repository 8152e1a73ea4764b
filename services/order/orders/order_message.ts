import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type OrderSchema, PaymentStatus as ProtoPayment } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { lineFields } from "../line_fields.ts";
import { money } from "../money.ts";
import type { PaymentStatus } from "../payments/payment_status.ts";
import { PROTO_RETURN } from "../returns/return_state.ts";
import { isCancellable } from "./cancellable.ts";
import { customerReason } from "./customer_reason.ts";
import { PROTO_STATUS } from "./order_status.ts";
import type { LineRow, OrderRow } from "./read_order.ts";

const PROTO_PAYMENT: Readonly<Record<PaymentStatus, ProtoPayment>> = {
  pending: ProtoPayment.PENDING,
  challenged: ProtoPayment.CHALLENGED,
  authorised: ProtoPayment.AUTHORISED,
  captured: ProtoPayment.CAPTURED,
  declined: ProtoPayment.DECLINED,
  voided: ProtoPayment.VOIDED,
};

/** An order as the contract carries it. Only staff read which of them changed it, and what a service said of what it refused. */
export function orderMessage(
  order: OrderRow,
  viewer: "customer" | "staff" = "customer",
): MessageInitShape<typeof OrderSchema> {
  const { currency, payment } = order;
  return {
    number: order.number,
    status: PROTO_STATUS[order.status],
    placedAt: timestampFromDate(order.placedAt),
    contact: { email: order.email, phone: order.phone },
    shippingAddress: order.address,
    shippingMethod: order.shippingName,
    lines: order.lines.map((line) => lineMessage(currency, line)),
    subtotal: money(currency, order.subtotal),
    discount: money(currency, order.discount),
    shipping: money(currency, order.shipping),
    tax: money(currency, order.tax),
    taxIncluded: order.taxIncluded,
    total: money(currency, order.total),
    promotions: order.promotions.map(({ name, coupon, amount }) => ({
      name,
      coupon: coupon ?? "",
      amount: money(currency, BigInt(amount)),
    })),
    history: order.history.map(({ status, at, ...cause }) => ({
      status: PROTO_STATUS[status],
      at: timestamp(at),
      actor: viewer === "staff" ? cause.actor : cause.actor.split(":", 1)[0]!,
      reason: viewer === "staff" ? cause.reason : customerReason(cause),
    })),
    payment: {
      status: PROTO_PAYMENT[payment.status],
      amount: money(currency, BigInt(payment.amount)),
      refunded: money(currency, BigInt(payment.refunded)),
      cardBrand: payment.cardBrand ?? "",
      cardLast4: payment.cardLast4 ?? "",
      challengeUrl: payment.status === "challenged" ? payment.challengeUrl ?? "" : "",
    },
    shipments: order.shipments.map(({ trackingUrl, shippedAt, deliveredAt, ...shipment }) => ({
      ...shipment,
      trackingUrl: trackingUrl ?? "",
      shippedAt: timestamp(shippedAt),
      ...(deliveredAt === null ? {} : { deliveredAt: timestamp(deliveredAt) }),
    })),
    returns: order.returns.map(({ status, requestedAt, rejection, ...wish }) => ({
      ...wish,
      status: PROTO_RETURN[status],
      requestedAt: timestamp(requestedAt),
      rejection: rejection ?? "",
    })),
    refunds: order.refunds.map(({ amount, reason, status, at }) => ({
      amount: money(currency, BigInt(amount)),
      reason,
      isDone: status === "succeeded",
      at: timestamp(at),
    })),
    cancellable: isCancellable(order.status, payment.status, order.shipments.length),
  };
}

/** A time as JSON of the database has it. */
function timestamp(text: string) {
  return timestampFromDate(new Date(text));
}

function lineMessage(currency: string, line: LineRow) {
  const unitPrice = BigInt(line.unitPrice);
  return {
    ...lineFields(line),
    unitPrice: money(currency, unitPrice),
    total: money(currency, unitPrice * BigInt(line.quantity)),
    discount: money(currency, BigInt(line.discount)),
  };
}
