import assert from "node:assert/strict";
import { createLog } from "../../kit/log.ts";
import { brokenInvariants } from "../orders/invariants.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import { type TestShop, testShop } from "../testing/fixture.ts";
import { inTime } from "../testing/in_time.ts";
import { until } from "../testing/until.ts";
import { advanceOrders } from "./advance_orders.ts";
import { readStaffOrder } from "./read_staff_order.ts";
import { runTestCarrier } from "./test_carrier.ts";
import { CARRIER, parcel, staff } from "./testing/staff.ts";

const STEP_SECONDS = 8;

async function shopWithOrders(count: number): Promise<TestShop> {
  const shop = await testShop();
  for (let bought = 0; bought < count; bought++) await soldOrder(shop.database);
  return shop;
}

/** Lets time pass for all orders. */
async function age({ database }: TestShop, seconds: number): Promise<void> {
  await database`update orders set status_since = status_since - make_interval(secs => ${seconds})`;
}

async function statuses({ database }: TestShop): Promise<string[]> {
  return (await database<{ status: string }[]>`select status from orders order by id`).map(({ status }) => status);
}

Deno.test("advanceOrders() moves an order one step when its time has come, until it is delivered", async () => {
  await using shop = await shopWithOrders(1);
  assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 0);
  for (const status of ["packed", "shipped", "delivered"]) {
    await age(shop, STEP_SECONDS);
    assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 1);
    assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 0);
    assert.deepEqual(await statuses(shop), [status]);
  }
  await age(shop, STEP_SECONDS);
  assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 0);
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("advanceOrders() sends what staff left, and delivers every parcel", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 3 }] });
  await staff(shop.database).pack({ number });
  await staff(shop.database).ship({ number, ...parcel(), items: [{ sku: skus[0]!, quantity: 1 }] });
  for (const status of ["shipped", "delivered"]) {
    await age(shop, STEP_SECONDS);
    assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 1);
    assert.deepEqual(await statuses(shop), [status]);
  }
  const { order } = await readStaffOrder(shop.database, number);
  const parcels = order!.shipments!.map(({ carrier, items }) => [carrier, items![0]!.quantity]);
  assert.deepEqual(parcels, [[CARRIER, 1], ["Test Carrier", 2]]);
  assert.equal(order!.history!.at(-1)!.actor, "carrier");
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("advanceOrders() leaves cancelled orders alone", async () => {
  await using shop = await shopWithOrders(1);
  await shop.database`update orders set status = 'cancelled'`;
  await age(shop, STEP_SECONDS);
  assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 0);
});

Deno.test("advanceOrders() of many replicas at once moves each order once, and waits for none", async () => {
  await using shop = await shopWithOrders(30);
  await age(shop, STEP_SECONDS);
  const moved = await Promise.all(Array.from({ length: 6 }, () => advanceOrders(shop.database, STEP_SECONDS)));
  const rest = await advanceOrders(shop.database, STEP_SECONDS);
  assert.equal(moved.reduce((sum, count) => sum + count, rest), 30);
  assert.deepEqual([...new Set(await statuses(shop))], ["packed"]);
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("advanceOrders() does not wait for an order that somebody else holds", async () => {
  await using shop = await shopWithOrders(2);
  await age(shop, STEP_SECONDS);
  await shop.database.begin(async (tx) => {
    await tx`select 1 from orders order by id limit 1 for update`;
    assert.equal(await advanceOrders(shop.database, STEP_SECONDS), 1);
  });
  assert.deepEqual(await statuses(shop), ["paid", "packed"]);
});

Deno.test("runTestCarrier() moves due orders, outlives a failure, and stops when told", async () => {
  await using shop = await shopWithOrders(1);
  const lines: string[] = [];
  const log = createLog({ process: "test", sink: (line) => lines.push(line) });
  const stop = new AbortController();
  await shop.database`alter table orders rename to hidden`;
  const carrier = runTestCarrier({ database: shop.database, log, stepSeconds: STEP_SECONDS, signal: stop.signal });
  await until(() => lines.length > 0);
  await shop.database`alter table hidden rename to orders`;
  await age(shop, STEP_SECONDS);
  await until(async () => (await statuses(shop))[0] === "packed");
  stop.abort();
  await inTime(carrier);
});
