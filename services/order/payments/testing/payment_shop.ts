import { startBank, type TestBank } from "../../../../dev/testing/bank.ts";
import { type Database, type Query, transaction } from "../../../kit/database.ts";
import { ErrorCode, ShopError } from "../../../kit/errors.ts";
import { createLog } from "../../../kit/log.ts";
import { WorkflowEngine } from "../../../kit/workflow/engine.ts";
import { testShop } from "../../testing/fixture.ts";
import type { Cashier } from "../../orders/cancel_order.ts";
import { openCashier } from "../cashier.ts";
import { readPaymentRequest } from "../payment_request.ts";
import type { PaymentProvider, StatementEntry } from "../provider.ts";
import { receiveEvent } from "../receive_event.ts";
import { settlePayment } from "../settle_payment.ts";
import { testProvider } from "../test_provider.ts";
import { type AddedOrder, addOrder, type OrderAmounts } from "./add_order.ts";

/** A shop with a bank of its own, whose workflows run, and which hears what the bank tells. */
export interface PaymentShop extends AsyncDisposable {
  readonly database: Database;
  readonly engine: WorkflowEngine;
  readonly bank: TestBank;
  readonly provider: PaymentProvider;
  readonly cashier: Cashier;
  /** What the shop said to the bank's events, in HTTP statuses. */
  readonly heard: number[];
  /** Runs `work` in a transaction. */
  inside<T>(work: (tx: Query) => Promise<T>): Promise<T>;
  /** An order whose payment the bank was asked for and has answered, and which is then `status`. */
  paidOrder(status: string, amounts?: OrderAmounts): Promise<AddedOrder>;
  /** What the bank says it did, such as "capture 1395". */
  bankDid(): Promise<string[]>;
}

const NEVER = new AbortController().signal;
const silent = createLog({ process: "test", sink: () => {} });
const HTTP: Partial<Record<ErrorCode, number>> = { [ErrorCode.UNAUTHENTICATED]: 401, [ErrorCode.UNAVAILABLE]: 503 };

/**
 * Opens a shop.
 *
 * @param wrap stands between the shop and its provider
 */
export async function paymentShop(wrap = (provider: PaymentProvider) => provider): Promise<PaymentShop> {
  const shop = await testShop();
  const { database } = shop;
  const heard: number[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const status = await take(Object.fromEntries(request.headers), await request.bytes());
    heard.push(status);
    return new Response(null, { status });
  });
  const bank = await startBank(`http://127.0.0.1:${server.addr.port}/`);
  const provider = wrap(testProvider({ ...bank, timeoutMs: 2_000 }));
  const engine = new WorkflowEngine(database, { log: silent, pollMs: 50, random: () => 0.1 });
  const cashier = openCashier(engine, database, provider);
  const stopped = new AbortController();
  const running = engine.run(stopped.signal);
  const parts = { database, engine, provider, startRefund: cashier.requestRefund };

  async function take(headers: Record<string, string>, body: Uint8Array<ArrayBuffer>): Promise<number> {
    try {
      await receiveEvent(parts, await provider.readWebhook(headers, body));
      return 200;
    } catch (error) {
      return error instanceof ShopError ? HTTP[error.code] ?? 500 : 500;
    }
  }

  return {
    database,
    engine,
    bank,
    provider,
    cashier,
    heard,
    inside: (work) => transaction(database, work),
    async paidOrder(status, amounts = {}) {
      const order = await addOrder(database, { ...amounts, status });
      const result = await provider.pay(await readPaymentRequest(database, order.id), NEVER);
      await settlePayment(database, order.id, result);
      return order;
    },
    async bankDid() {
      const entries: StatementEntry[] = await Array.fromAsync(provider.statement(new Date(0), NEVER));
      return entries.map(({ kind, amount }) => `${kind} ${amount}`);
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
      await bank[Symbol.asyncDispose]();
      await server.shutdown();
      await shop[Symbol.asyncDispose]();
    },
  };
}
