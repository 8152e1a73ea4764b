import assert from "node:assert/strict";
import fc from "fast-check";
import { transaction } from "../../kit/database.ts";
import type { OutboxEvent } from "../../kit/outbox/consumer.ts";
import { IMPORT_LOCK } from "../catalog/import_products.ts";
import { importRows, row } from "../catalog/testing/rows.ts";
import { staff } from "../fulfilment/testing/staff.ts";
import { heldOrder, soldOrder } from "../orders/testing/sold_order.ts";
import { deliveredOrder, sendBack, shippedOrder } from "../returns/testing/delivered_order.ts";
import { type TestShop, testShop } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import { addUnitsSold } from "./add_units_sold.ts";
import { unitsSold } from "./units_sold.ts";

/** The events of the shop, in their order. */
async function events({ database }: TestShop): Promise<OutboxEvent[]> {
  return await database<OutboxEvent[]>`
    select id, subject, sequence, type, payload, created_at as at from outbox_events
    where type = any(${[...unitsSold.types!]}) order by position`;
}

async function handle({ database }: TestShop, event: OutboxEvent): Promise<void> {
  await transaction(database, (tx) => unitsSold.inTransaction(tx, [event]));
}

async function handleAll(shop: TestShop): Promise<void> {
  for (const event of await events(shop)) await handle(shop, event);
  await addUnitsSold(shop.database);
}

/** Units sold by SKU; variants and their products, which have one variant each, agree. */
async function counts({ database }: TestShop): Promise<Record<string, number>> {
  const rows = await database<{ sku: string; variant: number; product: number }[]>`
    select sku, variants.units_sold::int as variant, products.units_sold::int as product
    from variants join products on products.id = product_id order by sku`;
  for (const { variant, product } of rows) assert.equal(variant, product);
  return Object.fromEntries(rows.map(({ sku, variant }) => [sku, variant]));
}

Deno.test("unitsSold counts what is paid, and neither what is only placed nor what comes back", async () => {
  await using shop = await testShop();
  await heldOrder(shop.database, { lines: [{ sku: "A", quantity: 7 }] });
  const order = await deliveredOrder(shop.database, { lines: [{ sku: "B", quantity: 3 }, { sku: "C" }] });
  await handleAll(shop);
  assert.deepEqual(await counts(shop), { A: 0, B: 3, C: 1 });
  await sendBack(shop.database, order, [{ sku: "B", quantity: 2 }]);
  await handleAll(shop);
  assert.deepEqual(await counts(shop), { A: 0, B: 1, C: 1 });
  await sendBack(shop.database, order, [{ sku: "B", quantity: 1 }, { sku: "C", quantity: 1 }]);
  await handleAll(shop);
  assert.deepEqual(await counts(shop), { A: 0, B: 0, C: 0 });
});

Deno.test("unitsSold takes back what is cancelled after payment, and what the carrier brings back", async () => {
  await using shop = await testShop();
  const cancelled = await soldOrder(shop.database, { lines: [{ sku: "A", quantity: 2 }] });
  const undelivered = await shippedOrder(shop.database, { lines: [{ sku: "B", quantity: 3 }] });
  await handleAll(shop);
  assert.deepEqual(await counts(shop), { A: 2, B: 3 });
  await staff(shop.database).cancel({ number: cancelled.number, reason: "Broken" });
  await staff(shop.database).takeBack({ number: undelivered.number });
  await handleAll(shop);
  assert.deepEqual(await counts(shop), { A: 0, B: 0 });
});

Deno.test("unitsSold comes to the same, however its events are repeated and mixed", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ sku: "A", quantity: 5 }, { sku: "B", quantity: 2 }] });
  await sendBack(shop.database, order, [{ sku: "A", quantity: 3 }]);
  const cancelled = await soldOrder(shop.database, { lines: [{ sku: "C" }] });
  await staff(shop.database).cancel({ number: cancelled.number, reason: "Broken" });
  await soldOrder(shop.database, { lines: [{ sku: "D", quantity: 4 }] });
  const all = await events(shop);
  const some = fc.array(fc.nat({ max: all.length - 1 }), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(some, fc.shuffledSubarray(all, { minLength: all.length }), async (again, shuffled) => {
      await shop.database`update order_lines set units_counted = 0`;
      await shop.database`update variants set units_sold = 0`;
      await shop.database`update products set units_sold = 0`;
      const handed = [...again.map((index) => all[index]!), ...shuffled];
      await Promise.all([handed.slice(0, 6), handed.slice(6)].map(async (part) => {
        for (const event of part) await handle(shop, event);
        await addUnitsSold(shop.database);
      }));
      assert.equal(await addUnitsSold(shop.database), 0);
      assert.deepEqual(await counts(shop), { A: 2, B: 2, C: 0, D: 4 });
    }),
    { numRuns: 15 },
  );
});

Deno.test("unitsSold adds to what an import says, and waits for one that runs", async () => {
  await using shop = await testShop();
  const { database } = shop;
  await soldOrder(database, { lines: [{ sku: "A", quantity: 2 }] });
  await importRows(database, [row({ sku: "A", unitsSold: 40 })]);
  const [event] = await events(shop);
  await handle(shop, event!);
  let counted: Promise<number> | undefined;
  await database.begin(async (importing) => {
    await importing`select pg_advisory_xact_lock(${IMPORT_LOCK})`;
    const [read] = await importing`select units_sold from variants`;
    counted = addUnitsSold(database);
    await until(async () =>
      (await database`select from pg_locks where locktype = 'advisory' and not granted`).length > 0
    );
    for (const table of ["products", "variants"]) {
      await importing`update ${importing(table)} set units_sold = ${read!.units_sold}`;
    }
  });
  await counted;
  assert.deepEqual(await counts(shop), { A: 42 });
});
