import type { Database } from "../../kit/database.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import type { Cashier } from "../orders/cancel_order.ts";
import type { PaymentProvider } from "./provider.ts";
import { defineRefund } from "./refund.ts";
import { defineVoid } from "./void_payment.ts";

/**
 * Makes known to the engine what happens to money after an order is placed. Both of its methods only write down what is to be
 * done; the engine does it, once their transaction has committed.
 */
export function openCashier(engine: WorkflowEngine, database: Database, provider: PaymentProvider): Cashier {
  const requestRefund = defineRefund(engine, database, provider);
  return { requestRefund, letPaymentGo: defineVoid(engine, database, provider, requestRefund) };
}
