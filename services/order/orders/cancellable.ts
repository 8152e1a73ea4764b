import type { PaymentStatus } from "../payments/payment_status.ts";
import type { Status } from "./order_status.ts";

/**
 * Whether an order can still be called off: nothing of it is with the carrier, and it is known whether it is paid. While the
 * customer is asked to prove who they are, it is known that it is not.
 */
export function isCancellable(status: Status, payment: PaymentStatus, shipments: number): boolean {
  if (status === "placed") return payment === "challenged";
  return (status === "paid" || status === "packed") && shipments === 0;
}
