import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { until } from "../testing/until.ts";
import { readPaymentRequest } from "./payment_request.ts";
import type { PaymentEvent } from "./provider.ts";
import { receiveEvent } from "./receive_event.ts";
import { settlePayment } from "./settle_payment.ts";
import { type AddedOrder, addOrder, booksOf } from "./testing/add_order.ts";
import { type PaymentShop, paymentShop } from "./testing/payment_shop.ts";

const NEVER = new AbortController().signal;
const CARD = { reference: "pay_1", cardBrand: "visa", cardLast4: "4242" };

function receive({ database, engine, provider, cashier }: PaymentShop, event: PaymentEvent): Promise<boolean> {
  return receiveEvent({ database, engine, provider, startRefund: cashier.requestRefund }, event);
}

/** An event about a payment, with an id of its own. */
function about(order: AddedOrder, news: "captured" | "voided" | "authorised"): PaymentEvent {
  const payment = { key: order.key, reference: `pay_${order.id}` };
  const result = { ...CARD, reference: `pay_${order.id}`, status: news };
  return { id: crypto.randomUUID(), type: `payment.${news}`, news: { about: "payment", payment, result } };
}

Deno.test("the bank's news reach the books, also twice, first and in any order", async () => {
  await using shop = await paymentShop();
  await shop.bank.setFaults({ seed: 5, webhooksFirstRate: 1, duplicateWebhookRate: 1, shuffleWebhooks: true });
  const orders = await Promise.all(Array.from({ length: 10 }, () => addOrder(shop.database)));
  await Promise.all(orders.map(async ({ id }) => {
    await shop.provider.pay(await readPaymentRequest(shop.database, id), NEVER);
  }));
  await until(() => shop.heard.length === 20);
  assert.deepEqual(new Set(shop.heard), new Set([200]));
  for (const { id } of orders) {
    const { status, accounts } = await booksOf(shop.database, id);
    assert.deepEqual([status, accounts.provider], ["captured", 1395n]);
  }
  assert.equal((await shop.database`select from payment_events`).length, 10);
});

Deno.test("an event whose signature is wrong changes nothing", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database);
  const body = new TextEncoder().encode(JSON.stringify({
    id: "evt_1",
    type: "payment.captured",
    data: { key: order.key, ...CARD, status: "captured" },
  }));
  await assert.rejects(
    shop.provider.readWebhook({ "bank-signature": "t=1,v1=00" }, body),
    failsWith(ErrorCode.UNAUTHENTICATED),
  );
  assert.equal((await booksOf(shop.database, order.id)).status, "pending");
  assert.equal((await shop.database`select from payment_events`).length, 0);
});

Deno.test("receiveEvent() takes an event once, however many bring it at the same time", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database);
  const event = about(order, "captured");
  const taken = await Promise.all(Array.from({ length: 10 }, () => receive(shop, event)));
  assert.deepEqual(taken.filter(Boolean), [true]);
  assert.equal((await booksOf(shop.database, order.id)).accounts.provider, 1395n);
});

Deno.test("receiveEvent() ends the same, whatever the order of the events and however often each comes", async () => {
  await using shop = await paymentShop();
  const anyNews = fc.array(fc.constantFrom("captured" as const, "authorised" as const), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(anyNews, async (news) => {
      const order = await addOrder(shop.database);
      for (const each of news) await receive(shop, about(order, each));
      const isCaptured = news.includes("captured");
      const { status, accounts } = await booksOf(shop.database, order.id);
      assert.deepEqual([status, accounts.provider], [
        isCaptured ? "captured" : "authorised",
        isCaptured ? 1395n : undefined,
      ]);
    }),
    { numRuns: 30 },
  );
});

Deno.test("receiveEvent() refuses an event that is early, and takes it when it comes again", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const { reference } = await booksOf(shop.database, order.id);
  await shop.database`update payments set reference = null where order_id = ${order.id}`;
  const event: PaymentEvent = {
    id: "evt_early",
    type: "charge.dispute.created",
    news: {
      about: "dispute",
      payment: { reference: reference! },
      reference: "dp_1",
      amount: 1395n,
      reason: "fraudulent",
      status: "open",
    },
  };
  await assert.rejects(receive(shop, event), failsWith(ErrorCode.UNAVAILABLE));
  assert.equal((await shop.database`select from payment_events where event_id = 'evt_early'`).length, 0);
  await shop.database`update payments set reference = ${reference} where order_id = ${order.id}`;
  assert.equal(await receive(shop, event), true);
  assert.equal((await shop.database`select from disputes`).length, 1);
});

Deno.test("receiveEvent() keeps that an event came which is about nothing of ours", async () => {
  await using shop = await paymentShop();
  const event: PaymentEvent = { id: "evt_1", type: "customer.created", news: { about: "nothing" } };
  assert.equal(await receive(shop, event), true);
  assert.equal(await receive(shop, event), false);
});

Deno.test("receiveEvent() gives money back that comes in for an order that is called off, once", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database, { status: "cancelled" });
  await settlePayment(shop.database, order.id, { ...CARD, reference: "", status: "voided" });
  await shop.provider.pay(await readPaymentRequest(shop.database, order.id), NEVER);
  await Promise.all(Array.from({ length: 5 }, () => receive(shop, about(order, "captured"))));
  await until(async () => (await booksOf(shop.database, order.id)).refunded === order.total);
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 1395"]);
});

Deno.test("receiveEvent() writes down a refund that was made in the provider's own pages, once", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const { reference } = await booksOf(shop.database, order.id);
  const refund = (id: string): PaymentEvent => ({
    id,
    type: "refund.updated",
    news: {
      about: "refund",
      payment: { reference: reference! },
      key: undefined,
      amount: 395n,
      result: { status: "succeeded", reference: "re_1" },
    },
  });
  for (const id of ["evt_1", "evt_2"]) await receive(shop, refund(id));
  const { refunded, refunding, accounts } = await booksOf(shop.database, order.id);
  assert.deepEqual([refunded, refunding, accounts.refunds], [395n, 0n, 395n]);
  const refunds = await shop.database`select actor, amount, status from refunds`;
  assert.deepEqual(refunds.map((row) => ({ ...row })), [{ actor: "provider", amount: 395n, status: "succeeded" }]);
});

const OUTCOMES = { open: -1395n, won: 0n, lost: -1395n };

for (const end of ["won", "lost"] as const) {
  Deno.test(`a dispute that is ${end} is booked so, in whatever order the news comes`, async () => {
    await using shop = await paymentShop();
    for (const order of [["open", end], [end, "open"], ["open", "open", end, end], [end, end]] as const) {
      const paid = await shop.paidOrder("paid");
      const { reference } = await booksOf(shop.database, paid.id);
      for (const status of order) {
        await receive(shop, {
          id: crypto.randomUUID(),
          type: "dispute",
          news: {
            about: "dispute",
            payment: { reference: reference! },
            reference: `dp_${paid.id}`,
            amount: 1395n,
            reason: "fraudulent",
            status,
          },
        });
      }
      const [dispute] = await shop.database`select status from disputes where reference = ${`dp_${paid.id}`}`;
      assert.equal(dispute!.status, end);
      const { accounts } = await booksOf(shop.database, paid.id);
      assert.equal(accounts.provider ?? 0n, 1395n + OUTCOMES[end]);
      assert.equal(accounts.disputes ?? 0n, -OUTCOMES[end]);
      const told = await shop.database`
        select payload from outbox_events
        where subject = 'order:' || ${paid.number}::text and type = 'payment.dispute_opened'`;
      assert.deepEqual(told.map(({ payload }) => payload), [
        { number: paid.number, reference: `dp_${paid.id}`, amount: "1395", currency: "GBP", reason: "fraudulent" },
      ]);
    }
  });
}

Deno.test("the bank's own disputes are heard of", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const opened = await shop.bank.ask("/disputes", { method: "POST", body: JSON.stringify({ payment: order.key }) });
  const { reference } = await opened.json();
  const status = async () =>
    (await shop.database`select status from disputes where reference = ${reference}`)[0]?.status;
  await until(async () => await status() === "open");
  const close = { method: "POST", body: JSON.stringify({ outcome: "won" }) };
  await (await shop.bank.ask(`/disputes/${reference}/close`, close)).body?.cancel();
  await until(async () => await status() === "won");
});
