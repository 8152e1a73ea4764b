import type { Database, Query } from "../../kit/database.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import { stepKey } from "../../kit/workflow/key.ts";
import type { RetryPolicy } from "../../kit/workflow/retry.ts";
import { readPaymentRequest } from "./payment_request.ts";
import type { PaymentProvider, PaymentResult } from "./provider.ts";
import type { RequestRefund } from "../orders/refund_wish.ts";
import { settlePayment } from "./settle_payment.ts";

/** Starts letting go of an order's payment. */
export type StartVoid = (tx: Query, orderId: bigint) => Promise<void>;

/** Over about four days: a provider that is away for so long needs a person. */
const PATIENCE: RetryPolicy = { attempts: 200, firstMs: 250, maxMs: 60 * 60_000 };
const TIMEOUT_MS = 15_000;

/**
 * Makes it known to the engine how to let go of a payment whose order is called off, whatever became of it: one that was never
 * made is blocked, one that is held is released, one that was taken goes back.
 */
export function defineVoid(
  engine: WorkflowEngine,
  database: Database,
  provider: PaymentProvider,
  startRefund: RequestRefund,
): StartVoid {
  const flow = engine.define<bigint, void>({
    name: "void payment",
    async run(run, orderId) {
      const result = await run.step(
        "void",
        async ({ signal }) => await provider.void(await readPaymentRequest(database, orderId), signal),
        { retry: PATIENCE, timeoutMs: TIMEOUT_MS },
      );
      await run.transaction("record", (tx) => settleCalledOff(tx, orderId, result, startRefund));
    },
  });
  return async (tx, orderId) => {
    const [payment] = await tx<{ key: string; number: string; mayBeTaken: boolean }[]>`
      select key, number, amount > 0 and payments.status not in ('declined', 'voided') as "mayBeTaken"
      from payments join orders on orders.id = order_id where order_id = ${orderId}`;
    if (!payment?.mayBeTaken) return;
    await engine.start(tx, flow, { id: stepKey(payment.key, "void"), subject: payment.number, input: orderId });
  };
}

/**
 * Writes down what became of a payment; when its order is called off, money that came in goes back at once.
 *
 * @returns whether it was news
 */
export async function settleCalledOff(
  tx: Query,
  orderId: bigint,
  result: PaymentResult,
  startRefund: RequestRefund,
): Promise<boolean> {
  // The order's lock comes first everywhere; whoever calls it off meanwhile sees what is written here
  const [order] = await tx<{ status: string }[]>`
    select status from orders where id = ${orderId} for no key update`;
  const isNews = await settlePayment(tx, orderId, result);
  if (order?.status !== "cancelled" || result.status !== "captured") return isNews;
  const [payment] = await tx<{ left: bigint }[]>`
    select captured - refunded - refunding as left from payments where order_id = ${orderId} for no key update`;
  if (payment && payment.left > 0n) {
    await startRefund(tx, { orderId, amount: payment.left, reason: "The order was called off", actor: "system" });
  }
  return isNews;
}
