import type { Query } from "../../kit/database.ts";
import { readPaymentRequest } from "./payment_request.ts";
import type { RefundRequest } from "./provider.ts";

/** Reads a refund as it was asked for, so that the provider can be asked about it again. */
export async function readRefundRequest(query: Query, key: string): Promise<RefundRequest> {
  const [row] = await query<{ amount: bigint; orderId: bigint }[]>`
    select refunds.amount, order_id as "orderId" from refunds join payments on payments.id = payment_id
    where refunds.key = ${key}`;
  if (!row) throw new Error(`Cannot read refund: there is none with key "${key}"`);
  return { key, amount: row.amount, payment: await readPaymentRequest(query, row.orderId) };
}
