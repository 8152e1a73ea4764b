import assert from "node:assert/strict";
import { until } from "../testing/until.ts";
import { readPaymentRequest } from "./payment_request.ts";
import { settlePayment } from "./settle_payment.ts";
import { addOrder, booksOf } from "./testing/add_order.ts";
import { type PaymentShop, paymentShop } from "./testing/payment_shop.ts";

const NEVER = new AbortController().signal;

async function letGo({ inside, cashier }: PaymentShop, orderId: bigint): Promise<void> {
  await inside((tx) => cashier.letPaymentGo(tx, orderId));
}

Deno.test("a payment that the bank never heard of is blocked for good", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database, { status: "cancelled" });
  await letGo(shop, order.id);
  await until(async () => (await booksOf(shop.database, order.id)).status === "voided");
  const late = await shop.provider.pay(await readPaymentRequest(shop.database, order.id), NEVER);
  assert.equal(late.status, "voided");
  assert.deepEqual(await shop.bankDid(), []);
});

Deno.test("a payment that was taken after all goes back whole, once", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database, { status: "cancelled" });
  await shop.bank.setFaults({ webhooksFirstRate: 1, duplicateWebhookRate: 1, shuffleWebhooks: true });
  await shop.provider.pay(await readPaymentRequest(shop.database, order.id), NEVER); // its answer was lost
  await Promise.all([letGo(shop, order.id), letGo(shop, order.id)]);
  await until(async () => (await booksOf(shop.database, order.id)).refunded === order.total);
  assert.deepEqual(await shop.bankDid(), ["capture 1395", "refund 1395"]);
  const { accounts, status } = await booksOf(shop.database, order.id);
  assert.deepEqual([status, accounts.provider], ["captured", undefined]);
});

Deno.test("a payment that waits for its customer cannot be approved any more", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("cancelled", { token: "card_visa_3155" });
  const [payment] = await shop.database<{ challenge_url: string }[]>`
    select challenge_url from payments where order_id = ${order.id}`;
  await letGo(shop, order.id);
  await until(async () => (await booksOf(shop.database, order.id)).status === "voided");
  const approve = { method: "POST", body: new URLSearchParams({ answer: "approve" }) };
  await (await fetch(payment!.challenge_url, approve)).body?.cancel();
  assert.deepEqual(await shop.bankDid(), []);
});

Deno.test("a payment is let go when the bank is back", async () => {
  await using shop = await paymentShop();
  const order = await addOrder(shop.database, { status: "cancelled" });
  await shop.bank.kill();
  await letGo(shop, order.id);
  await until(async () => (await shop.database`select from workflow_steps where attempts >= 2`).length > 0);
  await shop.bank.start();
  await until(async () => (await booksOf(shop.database, order.id)).status === "voided");
});

Deno.test("a payment that is over, or was of nothing, is left alone", async () => {
  await using shop = await paymentShop();
  const declined = await shop.paidOrder("cancelled", { token: "card_visa_0002" });
  const free = await addOrder(shop.database, { status: "cancelled", subtotal: 0n, shipping: 0n });
  await settlePayment(shop.database, free.id, { status: "captured", reference: "", cardBrand: "", cardLast4: "" });
  for (const { id } of [declined, free]) await letGo(shop, id);
  assert.equal((await shop.database`select from workflow_runs`).length, 0);
  assert.equal((await booksOf(shop.database, declined.id)).status, "declined");
});
