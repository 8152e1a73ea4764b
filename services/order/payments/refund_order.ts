import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { RefundSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import {
  type RefundOrderRequest,
  RefundOrderRequestSchema,
  type RefundOrderResponseSchema,
} from "../../../proto/gen/shopflow/order/v1/payment_pb.ts";
import { type Database, type Query, transaction } from "../../kit/database.ts";
import { invalidArgument } from "../../kit/errors.ts";
import { once, requestFingerprint } from "../keyed_request.ts";
import { money } from "../money.ts";
import { lockOrder } from "../orders/lock_order.ts";
import type { RequestRefund } from "../orders/refund_wish.ts";

/** Gives money of an order back because staff want to, once for each key of theirs. */
export async function refundOrder(
  database: Database,
  startRefund: RequestRefund,
  request: RefundOrderRequest,
): Promise<MessageInitShape<typeof RefundOrderResponseSchema>> {
  const keyed = {
    principal: request.actor,
    key: request.idempotencyKey,
    method: "RefundOrder",
    fingerprint: await requestFingerprint(RefundOrderRequestSchema, request),
  };
  const answer = await transaction(database, (tx) => once(tx, keyed, () => refund(tx, startRefund, request)));
  return { refund: fromBinary(RefundSchema, answer) };
}

async function refund(tx: Query, startRefund: RequestRefund, request: RefundOrderRequest): Promise<Uint8Array> {
  const { number, amount: wanted, reason, actor } = request;
  const { id: orderId } = await lockOrder(tx, number);
  const [left] = await tx<{ amount: bigint; currency: string }[]>`
    select captured - refunded - refunding as amount, currency from payments join orders on orders.id = order_id
    where order_id = ${orderId} for no key update of payments`;
  if (!left) throw new Error(`Cannot refund order "${number}": it has no payment`);
  const { currency } = left;
  if (wanted && wanted.currencyCode !== currency) {
    const message = `Cannot refund order "${number}": it was paid in ${currency}`;
    throw invalidArgument(message, "amount.currency_code", `Must be ${currency}`);
  }
  const amount = wanted?.minorUnits ?? left.amount;
  const id = await startRefund(tx, { orderId, amount, reason, actor });
  const [made] = await tx<{ at: Date }[]>`select created_at as at from refunds where id = ${id}`;
  const message = { amount: money(currency, amount), reason, isDone: false, at: timestampFromDate(made!.at) };
  return toBinary(RefundSchema, create(RefundSchema, message));
}
