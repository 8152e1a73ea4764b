import assert from "node:assert/strict";
import { OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { compareBooks } from "../check/provider_books.ts";
import { Checkout } from "../checkout/checkout.ts";
import { placeOrder } from "../checkout/place_order.ts";
import { addVariant } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";
import { type PaymentShop, paymentShop } from "./testing/payment_shop.ts";

const NEVER = new AbortController().signal;
const YEAR = new Date().getUTCFullYear() + 2;

/** A shop with a bank that sells mugs of 10.00. */
async function openShop() {
  const shop = await paymentShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n, onHand: 1000 });
  const checkout = new Checkout({
    database: shop.database,
    engine: shop.engine,
    payments: shop.provider,
    letPaymentGo: shop.cashier.letPaymentGo,
    customers: { check: () => Promise.resolve(), provedEmail: () => Promise.resolve(undefined) },
    publicOrigin: "https://shop.example",
  });
  const buy = async (number = "4242424242424242") => {
    const guestId = crypto.randomUUID();
    await add(shop.database, guestId, "MUG");
    const card = { number, expiryMonth: 12, expiryYear: YEAR, securityCode: "123" };
    return (await placeOrder(checkout, orderRequest(guestId, 1000n + GB_STANDARD, { card }))).order!;
  };
  return { shop, buy, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() };
}

async function countsOf({ database }: PaymentShop): Promise<Record<string, number>> {
  const rows = await database<{ status: string; count: number }[]>`
    select status, count(*)::int as count from orders group by status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

for (const [answer, status] of [["approve", "paid"], ["refuse", "cancelled"]] as const) {
  Deno.test(`an order whose customer says "${answer}" to the bank becomes ${status}, because the bank tells`, async () => {
    await using opened = await openShop();
    const { shop } = opened;
    const order = await opened.buy("4000002500003155");
    assert.equal(order.status, OrderStatus.PLACED);
    const said = { method: "POST", body: new URLSearchParams({ answer }), redirect: "manual" as const };
    const back = await fetch(order.payment!.challengeUrl!, said);
    await back.body?.cancel();
    assert.equal(back.headers.get("location"), `https://shop.example/orders/${order.number}`);
    await until(async () => (await countsOf(shop))[status] === 1);
    assert.deepEqual(await shop.bankDid(), answer === "approve" ? ["capture 1395"] : []);
  });
}

Deno.test("a bank that errs, loses answers, and tells twice, first and in any order charges each order once", async () => {
  await using opened = await openShop();
  const { shop } = opened;
  await shop.bank.setFaults({
    seed: 9,
    errorRate: 0.1,
    timeoutAfterChargeRate: 0.1,
    duplicateWebhookRate: 0.05,
    webhooksFirstRate: 0.5,
    shuffleWebhooks: true,
  });
  const bought = await Promise.allSettled(Array.from({ length: 40 }, () => opened.buy()));
  for (const each of bought) {
    if (each.status === "rejected") throw each.reason;
  }
  await until(async () => (await countsOf(shop)).paid === 40);
  await shop.bank.setFaults({});
  assert.deepEqual((await shop.bankDid()).length, 40);
  assert.deepEqual(await compareBooks(shop.database, shop.provider, 0, NEVER), []);
});

Deno.test("a bank that is killed among checkouts, and comes back, charges each order once", async () => {
  await using opened = await openShop();
  const { shop } = opened;
  const buying = Promise.allSettled(Array.from({ length: 30 }, () => opened.buy()));
  await until(async () => (await shop.database`select from payments where status = 'captured'`).length > 0);
  await shop.bank.kill();
  await shop.bank.start();
  const bought = await buying;
  for (const each of bought) {
    if (each.status === "rejected") assert.ok(each.reason instanceof ShopError, String(each.reason));
  }
  await until(async () => (await countsOf(shop)).placed === undefined);
  const { paid = 0 } = await countsOf(shop);
  const did = await shop.bankDid();
  assert.equal(
    did.filter((entry) => entry.startsWith("capture")).length -
      did.filter((entry) => entry.startsWith("refund")).length,
    paid,
  );
  assert.equal(
    bought.filter((each) => each.status === "rejected").every((each) =>
      each.reason.code === ErrorCode.PAYMENT_DECLINED
    ),
    true,
  );
  assert.deepEqual(await compareBooks(shop.database, shop.provider, 0, NEVER), []);
});
