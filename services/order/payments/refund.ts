import type { Database, Query } from "../../kit/database.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import type { RetryPolicy } from "../../kit/workflow/retry.ts";
import type { RefundWish, RequestRefund } from "../orders/refund_wish.ts";
import type { PaymentProvider } from "./provider.ts";
import { recordRefund } from "./record_refund.ts";
import { readRefundRequest } from "./refund_request.ts";

/** Over about four days: a provider that is away for so long needs a person. */
const PATIENCE: RetryPolicy = { attempts: 200, firstMs: 250, maxMs: 60 * 60_000 };
const TIMEOUT_MS = 15_000;
/** How long a provider may need to give money back before it is asked how it goes. */
const PENDING_MS = 24 * 60 * 60_000;

/** Makes refunds known to the engine: the provider is asked under the refund's key until it is known how that ended. */
export function defineRefund(engine: WorkflowEngine, database: Database, provider: PaymentProvider): RequestRefund {
  const flow = engine.define<string, void>({
    name: "refund",
    async run(run, key) {
      const result = await run.step("refund", async ({ signal }) => {
        const request = await readRefundRequest(database, key);
        return await provider.findRefund(request, signal) ?? await provider.refund(request, signal);
      }, { retry: PATIENCE, timeoutMs: TIMEOUT_MS });
      if (result.status !== "pending") {
        await run.transaction("record", (tx) => recordRefund(tx, key, result));
        return;
      }
      await run.waitFor("refund", { timeoutMs: PENDING_MS });
      const end = await run.step("ask", async ({ signal }) => {
        const found = await provider.findRefund(await readRefundRequest(database, key), signal);
        if (found && found.status !== "pending") return found;
        throw new Error(`Cannot tell how the refund ended: it is ${found?.status ?? "unknown to the provider"}`);
      }, { retry: PATIENCE, timeoutMs: TIMEOUT_MS });
      await run.transaction("record end", (tx) => recordRefund(tx, key, end));
    },
  });
  return async (tx, wish) => {
    const key = crypto.randomUUID();
    const { id, number } = await reserve(tx, key, wish);
    await engine.start(tx, flow, { id: key, subject: number, input: key });
    return id;
  };
}

/** Sets the money aside, so that no other refund can give it away as well. */
async function reserve(tx: Query, key: string, { orderId, amount, reason, actor }: RefundWish) {
  const [refund] = await tx<{ id: bigint; number: string }[]>`
    with reserved as (
      update payments set refunding = refunding + ${amount}, updated_at = now()
      where order_id = ${orderId} and ${amount}::bigint > 0 and captured - refunded - refunding >= ${amount}
      returning id
    )
    insert into refunds (payment_id, key, amount, reason, actor)
    select id, ${key}, ${amount}, ${reason}, ${actor} from reserved
    returning id, (select number from orders where orders.id = ${orderId})`;
  if (refund) return refund;
  const [payment] = await tx<{ number: string; status: string; left: bigint }[]>`
    select number, payments.status, captured - refunded - refunding as left
    from payments join orders on orders.id = order_id where order_id = ${orderId}`;
  if (!payment) throw new Error(`Cannot refund: order ${orderId} has no payment`);
  const action = `Cannot refund order "${payment.number}"`;
  if (payment.status !== "captured") throw new ShopError(ErrorCode.WRONG_STATE, `${action}: nothing of it is paid`);
  if (payment.left === 0n) throw new ShopError(ErrorCode.WRONG_STATE, `${action}: all its money went back`);
  throw invalidArgument(
    `${action}: not so much of it is left`,
    "amount",
    `Must be from 1 to ${payment.left} minor units`,
  );
}
