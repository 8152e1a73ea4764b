import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { ExportCustomerRequestSchema } from "../../../proto/gen/shopflow/order/v1/customer_pb.ts";
import type { Database } from "../../kit/database.ts";
import { mailedShop } from "../mail/testing/mailed_shop.ts";
import { payRefunds } from "../orders/testing/pay_refunds.ts";
import { addVariant } from "../testing/fixture.ts";
import { add } from "../testing/shopper.ts";
import { exportCustomer } from "./export_customer.ts";
import { ada, askAllBack, bob, buy, type Customer, deliver, takeBack, wish } from "./testing/customer.ts";

async function exported(database: Database, { principal }: Customer, provedEmail: string) {
  const { userId: customerId, shopperId } = principal;
  const request = create(ExportCustomerRequestSchema, { customerId, shopperId, provedEmail });
  const { content } = await exportCustomer(database, request);
  return JSON.parse(new TextDecoder().decode(content));
}

Deno.test("exportCustomer() tells all that is known of a customer, and nothing of others or of a card", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const [a, b] = [ada(), bob()];
  const claimable = await buy(database, a, crypto.randomUUID());
  const own = await buy(database, a);
  await deliver(database, own);
  await takeBack(database, a, await askAllBack(database, a, own));
  await payRefunds(database);
  for (const customer of [a, b]) {
    await wish(database, customer);
    const sku = crypto.randomUUID();
    await addVariant(database, { sku });
    await add(database, customer.principal.shopperId, sku, 2);
  }
  await buy(database, b, crypto.randomUUID());
  await shop.mails();

  const all = await exported(database, a, a.email);
  assert.deepEqual(Object.keys(all), ["orders", "cart", "mails", "stockNotices"]);
  assert.deepEqual(all.orders.map(({ number }: { number: string }) => number), [own, claimable]);
  const [order] = all.orders;
  assert.equal(order.contact.email, "ada@example.com");
  assert.equal(order.shippingAddress.line1, a.street);
  assert.deepEqual([order.lines.length, order.shipments.length, order.returns.length, order.refunds.length], [
    1,
    1,
    1,
    1,
  ]);
  assert.equal(order.payment.status, "PAYMENT_STATUS_CAPTURED");
  assert.equal(all.cart.itemCount, 2);
  assert.ok(all.mails.length >= 5);
  assert.deepEqual([all.stockNotices.length, all.stockNotices[0].email], [1, a.email]);
  const text = JSON.stringify(all);
  for (const foreign of [b.email, b.name, b.street, "4242", "visa"]) assert.ok(!text.includes(foreign), foreign);
});

Deno.test("exportCustomer() tells nothing of what an address was left for that nobody proved", async () => {
  await using shop = await mailedShop();
  const { database } = shop;
  const a = ada();
  await buy(database, a, crypto.randomUUID());
  await wish(database, a);
  const all = await exported(database, a, "");
  assert.deepEqual([all.orders, all.mails, all.stockNotices], [[], [], []]);
});
