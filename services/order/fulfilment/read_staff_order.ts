import type { MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import type { StaffOrderSchema } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { DisputeStatus } from "../../../proto/gen/shopflow/order/v1/payment_pb.ts";
import type { Query } from "../../kit/database.ts";
import { money } from "../money.ts";
import { orderMessage } from "../orders/order_message.ts";
import { readOrder } from "../orders/read_order.ts";
import { PROTO_RETURN, type ReturnState } from "../returns/return_state.ts";

/** What customers are not shown of an order. Amounts within JSON are texts. */
interface Internals {
  customerId: string | null;
  provider: string;
  reference: string | null;
  captured: bigint;
  declineReason: string | null;
  refunds: { amount: string; status: string; reference: string | null; reason: string; actor: string; at: string }[];
  disputes: {
    reference: string;
    provider: string;
    amount: string;
    reason: string;
    status: keyof typeof PROTO_DISPUTE;
    openedAt: string;
  }[];
  reservations: { sku: string; location: string; quantity: number; state: string; expiresAt: string }[];
  movements: { sku: string; location: string; change: number; reason: string; actor: string; at: string }[];
  returnChanges: { number: string; status: ReturnState; at: string; actor: string; reason: string }[];
}

const PROTO_DISPUTE = {
  open: DisputeStatus.OPEN,
  won: DisputeStatus.WON,
  lost: DisputeStatus.LOST,
} as const;

/** Reads an order with all that customers are not shown, with two statements. Fails with NOT_FOUND when there is none. */
export async function readStaffOrder(query: Query, number: string): Promise<MessageInitShape<typeof StaffOrderSchema>> {
  const order = await readOrder(query, undefined, number);
  const internals = await readInternals(query, order.id);
  const { currency } = order;
  const amount = (text: string) => money(currency, BigInt(text));
  return {
    order: orderMessage(order, "staff"),
    customerId: internals.customerId ?? "",
    payment: {
      provider: internals.provider,
      reference: internals.reference ?? "",
      captured: money(currency, internals.captured),
      declineReason: internals.declineReason ?? "",
    },
    refunds: internals.refunds.map((refund) => ({
      ...refund,
      amount: amount(refund.amount),
      reference: refund.reference ?? "",
      at: timestamp(refund.at),
    })),
    disputes: internals.disputes.map((dispute) => ({
      ...dispute,
      orderNumber: number,
      amount: amount(dispute.amount),
      status: PROTO_DISPUTE[dispute.status],
      openedAt: timestamp(dispute.openedAt),
    })),
    reservations: internals.reservations.map(({ expiresAt, ...held }) => ({
      ...held,
      expiresAt: timestamp(expiresAt),
    })),
    movements: internals.movements.map(({ at, ...movement }) => ({ ...movement, at: timestamp(at) })),
    returnChanges: internals.returnChanges.map(({ status, at, ...change }) => ({
      ...change,
      status: PROTO_RETURN[status],
      at: timestamp(at),
    })),
  };
}

/** A time as JSON of the database has it. */
function timestamp(text: string) {
  return timestampFromDate(new Date(text));
}

async function readInternals(query: Query, orderId: bigint): Promise<Internals> {
  const [row] = await query<Internals[]>`
    select customer_id as "customerId", provider, reference, captured, decline_reason as "declineReason",
      coalesce((select jsonb_agg(jsonb_build_object('amount', amount::text, 'status', status, 'reference', reference,
        'reason', reason, 'actor', actor, 'at', created_at) order by id)
        from refunds where payment_id = payments.id), '[]') as refunds,
      coalesce((select jsonb_agg(jsonb_build_object('reference', reference, 'provider', provider, 'amount', amount::text,
        'reason', reason, 'status', status, 'openedAt', opened_at) order by id)
        from disputes where payment_id = payments.id), '[]') as disputes,
      coalesce((select jsonb_agg(jsonb_build_object('sku', coalesce(sku, ''), 'location', location, 'quantity', quantity,
        'state', state, 'expiresAt', expires_at) order by variant_id, location)
        from reservations left join variants on variants.id = variant_id where order_id = orders.id), '[]') as reservations,
      coalesce((select jsonb_agg(jsonb_build_object('sku', coalesce(sku, ''), 'location', location, 'change', change,
        'reason', reason, 'actor', actor, 'at', created_at) order by stock_movements.id)
        from stock_movements left join variants on variants.id = variant_id where order_id = orders.id), '[]') as movements,
      coalesce((select jsonb_agg(jsonb_build_object('number', returns.number, 'status', change.status, 'at', changed_at,
        'actor', actor, 'reason', change.reason) order by changed_at, returns.id)
        from returns join return_status_changes change on return_id = returns.id
        where returns.order_id = orders.id), '[]') as "returnChanges"
    from orders join payments on payments.order_id = orders.id where orders.id = ${orderId}`;
  return row!;
}
