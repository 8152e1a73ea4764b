import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import type { RefundResult } from "./provider.ts";
import { recordRefund, REFUND_KNOWLEDGE } from "./record_refund.ts";
import { settlePayment } from "./settle_payment.ts";
import { type AddedOrder, addOrder, booksOf } from "./testing/add_order.ts";
import { type PaymentShop, paymentShop } from "./testing/payment_shop.ts";

const wish = (order: AddedOrder, amount: bigint) => ({
  orderId: order.id,
  amount,
  reason: "A scratch",
  actor: "staff",
});

async function start({ inside, cashier }: PaymentShop, order: AddedOrder, amount: bigint): Promise<bigint> {
  return await inside((tx) => cashier.requestRefund(tx, wish(order, amount)));
}

async function stateOf({ database }: PaymentShop, id: bigint) {
  const [refund] = await database<{ status: string; reference: string | null }[]>`
    select status, reference from refunds where id = ${id}`;
  return refund!;
}

async function eventsOf({ database }: PaymentShop, { number }: AddedOrder) {
  const events = await database<{ type: string; payload: unknown }[]>`
    select type, payload from outbox_events where subject = 'order:' || ${number}::text order by sequence`;
  return events.map(({ type, payload }) => ({ type, payload }));
}

Deno.test("a refund sets the money aside, is paid by the bank, posted and told", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("delivered");
  const id = await start(shop, order, 395n);
  await until(async () => (await stateOf(shop, id)).status === "succeeded");
  const books = await booksOf(shop.database, order.id);
  assert.deepEqual([books.refunded, books.refunding], [395n, 0n]);
  assert.deepEqual(books.accounts, { provider: 1000n, refunds: 395n, sales: -1000n, shipping: -395n });
  assert.match((await stateOf(shop, id)).reference!, /^ref_/);
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 395"]);
  assert.deepEqual(await eventsOf(shop, order), [
    { type: "refund.succeeded", payload: { number: order.number, amount: "395", currency: "GBP" } },
  ]);
});

Deno.test("the last refund of a delivered order makes it refunded", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("delivered");
  for (const amount of [1000n, 395n]) await start(shop, order, amount);
  const statusOf = async () => (await shop.database`select status from orders where id = ${order.id}`)[0]!.status;
  await until(async () => await statusOf() === "refunded");
  assert.deepEqual((await booksOf(shop.database, order.id)).accounts, {
    refunds: 1395n,
    sales: -1000n,
    shipping: -395n,
  });
});

Deno.test("refunds at the same time never give back more than was paid", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => start(shop, order, 500n)));
  const refused = attempts.filter((attempt) => attempt.status === "rejected");
  assert.equal(refused.length, 8);
  for (const { reason } of refused) failsWith(ErrorCode.INVALID_ARGUMENT, "amount")(reason);
  await until(async () => (await booksOf(shop.database, order.id)).refunded === 1000n);
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 500", "refund 500"]);
  await assert.rejects(start(shop, order, 396n), failsWith(ErrorCode.INVALID_ARGUMENT, "amount"));
  await assert.rejects(start(shop, order, 0n), failsWith(ErrorCode.INVALID_ARGUMENT, "amount"));
  await assert.rejects(start(shop, order, -5n), failsWith(ErrorCode.INVALID_ARGUMENT, "amount"));
  await start(shop, order, 395n);
  await assert.rejects(start(shop, order, 1n), failsWith(ErrorCode.WRONG_STATE));
});

Deno.test("a payment that was not taken is not given back", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database);
  await assert.rejects(start(shop, order, 1n), failsWith(ErrorCode.WRONG_STATE));
  assert.equal((await shop.database`select from refunds`).length, 0);
});

Deno.test("a refund waits for a bank that is away, or errs, and is paid once", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  await shop.bank.kill();
  const id = await start(shop, order, 500n);
  const retries = async () =>
    (await shop.database`select from workflow_steps where name = 'refund' and attempts >= 2`).length;
  await until(async () => await retries() > 0);
  await shop.bank.start();
  await shop.bank.setFaults({ seed: 8, errorRate: 0.5 }); // it errs when it is asked, and when it is to pay;
  await until(async () => (await stateOf(shop, id)).status === "succeeded");
  await shop.bank.setFaults({});
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 500"]);
});

Deno.test("a refund that the bank will never pay frees the money, and says so", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const dispute = { method: "POST", body: JSON.stringify({ payment: order.key }) };
  await (await shop.bank.ask("/disputes", dispute)).body?.cancel();
  const id = await start(shop, order, 500n);
  await until(async () => (await stateOf(shop, id)).status === "failed");
  const books = await booksOf(shop.database, order.id);
  assert.deepEqual([books.refunded, books.refunding], [0n, 0n]);
  assert.ok((await eventsOf(shop, order)).some(({ type }) => type === "refund.failed"));
});

Deno.test("a refund that takes its provider a while is asked about again once there is news", async () => {
  let isPending = true;
  await using shop = await paymentShop((provider) => ({
    ...provider,
    async refund(request, signal) {
      const done = await provider.refund(request, signal);
      return { reference: done.reference, status: "pending" };
    },
    findRefund: async (request, signal) => isPending ? undefined : await provider.findRefund(request, signal),
  }));
  const order = await shop.paidOrder("paid");
  const id = await start(shop, order, 500n);
  const [run] = await shop.database<{ key: string }[]>`select key from refunds where id = ${id}`;
  const waiting = () =>
    shop.database`
    select from workflow_steps where run_id = ${run!.key} and name = 'refund' and state = 'waiting'`;
  await until(async () => (await waiting()).length > 0 || (await stateOf(shop, id)).status !== "pending");
  isPending = false;
  await shop.inside((tx) => shop.engine.signal(tx, run!.key, "refund"));
  await until(async () => (await stateOf(shop, id)).status === "succeeded");
});

const news: RefundResult[] = [
  { status: "pending", reference: "re_1" },
  { status: "succeeded", reference: "re_1" },
  { status: "failed", reference: "re_1", reason: "lost_or_stolen_card" },
];

Deno.test("recordRefund() ends the same, whatever the order of the news and however often each comes", async () => {
  await using shop = await testShop(1);
  const anyNews = fc.array(fc.constantFrom(...news), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyNews, async (heard) => {
      const order = await addOrder(shop.database);
      const card = { reference: "", cardBrand: "", cardLast4: "" };
      await settlePayment(shop.database, order.id, { ...card, status: "captured" });
      const key = crypto.randomUUID();
      await shop.database`
        with reserved as (
          update payments set refunding = 500 where order_id = ${order.id} returning id
        )
        insert into refunds (payment_id, key, amount, reason, actor) select id, ${key}, 500, '', 'staff' from reserved`;
      for (const result of heard) await shop.database.begin((tx) => recordRefund(tx, key, result));
      const end = REFUND_KNOWLEDGE[Math.max(...heard.map(({ status }) => REFUND_KNOWLEDGE.indexOf(status)))];
      const books = await booksOf(shop.database, order.id);
      assert.equal((await shop.database`select status from refunds where key = ${key}`)[0]!.status, end);
      assert.equal(books.refunded, end === "succeeded" ? 500n : 0n);
      assert.equal(books.refunding, end === "pending" ? 500n : 0n);
      assert.equal(books.accounts.refunds ?? 0n, books.refunded);
      assert.equal(books.accounts.provider, order.total - books.refunded);
    }),
    { numRuns: 60 },
  );
});
