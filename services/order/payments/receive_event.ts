import { type Database, type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { WorkflowEngine } from "../../kit/workflow/engine.ts";
import { afterNews, type PaymentStatus, statusOf } from "./payment_status.ts";
import type { PaymentEvent, PaymentName, PaymentProvider } from "./provider.ts";
import { recordDispute } from "./record_dispute.ts";
import { recordRefund } from "./record_refund.ts";
import { recordForeignRefund } from "./foreign_refund.ts";
import type { RequestRefund } from "../orders/refund_wish.ts";
import { settleCalledOff } from "./void_payment.ts";

/** What events of a provider are received with. */
export interface EventParts {
  database: Database;
  engine: WorkflowEngine;
  provider: PaymentProvider;
  startRefund: RequestRefund;
}

/** A payment of ours that an event is about. */
interface Known {
  id: bigint;
  orderId: bigint;
  key: string;
  status: PaymentStatus;
}

/**
 * Takes an event whose signature is the provider's: its effect and that it came are one transaction, so that each has its effect
 * once. What it says is only news if it is: see `settlePayment()`.
 *
 * A payment is written down before its provider hears of it. An event about one that is not there can only be early by a
 * moment, where the provider's own name of it is all it tells; it is refused, so that the provider sends it again.
 *
 * @returns false when it had come before
 * @throws {ShopError} UNAVAILABLE when it is early
 */
export async function receiveEvent({ database, ...parts }: EventParts, event: PaymentEvent): Promise<boolean> {
  return await transaction(database, async (tx) => {
    const { provider } = parts;
    const payment = event.news.about === "nothing" ? undefined : await find(tx, provider.name, event.news.payment);
    const taken = await tx`
      insert into payment_events (provider, event_id, type, payment_id)
      values (${provider.name}, ${event.id}, ${event.type}, ${payment?.id ?? null})
      on conflict do nothing returning 1`;
    if (taken.length === 0) return false;
    if (payment) await apply(tx, parts, payment, event);
    return true;
  });
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Finds the payment and locks its order, before anything else is: everybody who touches both does it in this order. */
async function find(tx: Query, provider: string, { key, reference }: PaymentName): Promise<Known> {
  const [payment] = await tx<Known[]>`
    select payments.id, order_id as "orderId", key, payments.status from payments join orders on orders.id = order_id
    where provider = ${provider} and ${UUID.test(key ?? "") ? tx`key = ${key!}` : tx`reference = ${reference}`}
    for no key update of orders`;
  if (payment) return payment;
  throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot take the event: its payment is not known yet");
}

async function apply(
  tx: Query,
  { engine, provider, startRefund }: Omit<EventParts, "database">,
  payment: Known,
  { news }: PaymentEvent,
): Promise<void> {
  switch (news.about) {
    case "payment":
      // Mostly the checkout has heard it before
      if (afterNews(payment.status, statusOf(news.result)) === payment.status) return;
      // The checkout that may wait for it asks the provider itself
      if (await settleCalledOff(tx, payment.orderId, news.result, startRefund)) {
        await engine.signal(tx, payment.key, "payment", news.result.status);
      }
      return;
    case "refund": {
      const key = await recordForeignRefund(tx, payment.id, news);
      if (await recordRefund(tx, key, news.result)) await engine.signal(tx, key, "refund", news.result.status);
      return;
    }
    case "dispute":
      await recordDispute(tx, payment.id, provider.name, news);
  }
}
