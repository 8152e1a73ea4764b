import type { Query } from "../../kit/database.ts";
import type { PaymentRequest } from "./provider.ts";

/**
 * Reads an order's payment as it was asked for, so that its provider can be asked about it again.
 *
 * @param returnUrl only needed to pay
 */
export async function readPaymentRequest(query: Query, orderId: bigint, returnUrl = ""): Promise<PaymentRequest> {
  const [row] = await query<(Omit<PaymentRequest, "reference" | "returnUrl"> & { reference: string | null })[]>`
    select key, reference, amount, currency, token, number as "orderNumber", created_at as "askedAt"
    from payments join orders on orders.id = order_id where order_id = ${orderId}`;
  if (!row) throw new Error(`Cannot read payment: order ${orderId} has none`);
  return { ...row, reference: row.reference ?? undefined, returnUrl };
}
