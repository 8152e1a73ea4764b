import assert from "node:assert/strict";
import { type PaymentShop, paymentShop } from "../payments/testing/payment_shop.ts";
import { until } from "../testing/until.ts";
import { compareBooks } from "./provider_books.ts";

const NEVER = new AbortController().signal;

/** Asks the bank for something that its own staff would do. */
async function tellBank(shop: PaymentShop, path: string, body: unknown): Promise<{ reference: string }> {
  const response = await shop.bank.ask(path, { method: "POST", body: JSON.stringify(body) });
  return await response.json();
}

const compare = ({ database, provider }: PaymentShop) => compareBooks(database, provider, 0, NEVER);

Deno.test("compareBooks() agrees with a bank that took a dispute's money and gave it back", async () => {
  await using shop = await paymentShop();
  const order = await shop.paidOrder("paid");
  const { reference } = await tellBank(shop, "/disputes", { payment: order.key });
  const isDispute = async (status: string) =>
    (await shop.database`select from disputes where status = ${status}`).length;
  await until(async () => await isDispute("open") === 1);
  assert.deepEqual(await compare(shop), []);
  await tellBank(shop, `/disputes/${reference}/close`, { outcome: "won" });
  await until(async () => await isDispute("won") === 1);
  assert.deepEqual(await compare(shop), []);
});

Deno.test("compareBooks() tells of a dispute that one side alone knows, or at another amount, or as decided", async () => {
  await using shop = await paymentShop();
  const { database } = shop;
  const order = await shop.paidOrder("paid");
  const { reference } = await tellBank(shop, "/disputes", { payment: order.key });
  await until(async () => (await database`select from disputes`).length === 1);
  await database`update disputes set amount = amount - 1`;
  assert.deepEqual(await compare(shop), [`dispute ${reference}: we have 1394, the provider 1395`]);
  await database`update disputes set amount = amount + 1, status = 'won'`;
  assert.deepEqual(await compare(shop), [`dispute_won ${reference}: we have 1395, the provider does not know of it`]);
  await database`delete from disputes`;
  assert.deepEqual(await compare(shop), [`dispute ${reference}: the provider has 1395, we do not know of it`]);
});
