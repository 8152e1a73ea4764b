import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  RequestStockNoticeRequestSchema,
  SetLowStockLevelRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { type Query, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addLocation, addVariant, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { until } from "../testing/until.ts";
import { releaseReservations } from "./release_reservations.ts";
import { requestStockNotice } from "./request_stock_notice.ts";
import { reserveStock } from "./reserve_stock.ts";
import { setLowStockLevel } from "./set_low_stock_level.ts";
import { newOrder, stockLines } from "./testing/stock.ts";

async function shopWithMugs(onHand: number): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand });
  return shop;
}

async function reserve(query: Query, quantity: number): Promise<bigint> {
  const orderId = await newOrder(query);
  await reserveStock(query, { orderId, lines: await stockLines(query, [["MUG", quantity]]), holdSeconds: 600 });
  return orderId;
}

async function setMark({ database }: TestShop, lowAt?: number) {
  const mark = { sku: "MUG", location: "main", ...(lowAt === undefined ? {} : { lowAt }) };
  return await setLowStockLevel(database, create(SetLowStockLevelRequestSchema, mark));
}

async function wish({ database }: TestShop, email: string, sku = "MUG"): Promise<void> {
  await requestStockNotice(database, create(RequestStockNoticeRequestSchema, { sku, email }));
}

/** The payloads of the events of a type, in their order. */
async function events(query: Query, type: string): Promise<unknown[]> {
  const rows = await query<{ payload: unknown }[]>`
    select payload from outbox_events where type = ${type} and subject = 'variant:MUG' order by sequence`;
  return rows.map(({ payload }) => payload);
}

/** Answers the open wishes; returns whose they are. */
async function answerWishes({ database }: TestShop): Promise<string[]> {
  const answered = await database<{ email: string }[]>`
    update stock_notices set notified_at = now() where notified_at is null returning email`;
  return answered.map(({ email }) => email).sort();
}

Deno.test("stock that comes to its mark is told of once, until it was above the mark again", async () => {
  await using shop = await shopWithMugs(10);
  await setMark(shop, 4);
  await reserve(shop.database, 5);
  assert.deepEqual(await events(shop.database, "stock.low"), []);
  const last = await reserve(shop.database, 2);
  await reserve(shop.database, 1);
  const told = [{ sku: "MUG", location: "main", available: 3, lowAt: 4 }];
  assert.deepEqual(await events(shop.database, "stock.low"), told);
  await releaseReservations(shop.database, last);
  assert.deepEqual(await events(shop.database, "stock.low"), told);
  await setStock(shop.database, 20);
  await setStock(shop.database, 9);
  assert.deepEqual(await events(shop.database, "stock.low"), [...told, { ...told[0], available: 3 }]);
});

Deno.test("setLowStockLevel() tells at once of what is low, and of nothing without a mark", async () => {
  await using shop = await shopWithMugs(3);
  const { level } = await setMark(shop, 3);
  assert.deepEqual([level?.lowAt, level?.isLow], [3, true]);
  await setMark(shop, 4);
  assert.equal((await events(shop.database, "stock.low")).length, 1);
  assert.equal((await setMark(shop)).level?.lowAt, undefined);
  await setStock(shop.database, 0);
  assert.equal((await events(shop.database, "stock.low")).length, 1);
});

Deno.test("setLowStockLevel() marks a place where nothing is yet, and no place that does not exist", async () => {
  await using shop = await shopWithMugs(3);
  await addLocation(shop.database, "north", 1);
  const mark = (sku: string, location: string) =>
    setLowStockLevel(shop.database, create(SetLowStockLevelRequestSchema, { sku, location, lowAt: 5 }));
  const { level } = await mark("MUG", "north");
  assert.deepEqual([level?.onHand, level?.isLow], [0, true]);
  for (const [sku, location] of [["NONE", "main"], ["MUG", "south"]]) {
    await assert.rejects(mark(sku!, location!), failsWith(ErrorCode.NOT_FOUND));
  }
});

Deno.test("those who wait hear when a unit comes back, however it does, and once", async () => {
  await using shop = await shopWithMugs(1);
  const order = await reserve(shop.database, 1);
  await wish(shop, "ada@example.com");
  await wish(shop, "Ada@Example.com");
  await wish(shop, "bob@example.com");
  await wish(shop, "bob@example.com", "NONE");
  assert.deepEqual(await events(shop.database, "stock.back"), []);
  await releaseReservations(shop.database, order);
  assert.deepEqual(await events(shop.database, "stock.back"), [{ sku: "MUG" }]);
  assert.deepEqual(await answerWishes(shop), ["ada@example.com", "bob@example.com"]);
  await setStock(shop.database, 5);
  assert.equal((await events(shop.database, "stock.back")).length, 1);
});

Deno.test("those who wait hear of units that come to another location", async () => {
  await using shop = await shopWithMugs(0);
  await addLocation(shop.database, "north", 1);
  await wish(shop, "ada@example.com");
  await setStock(shop.database, 1, { location: "north" });
  assert.equal((await events(shop.database, "stock.back")).length, 1);
});

Deno.test("a wish for what came back meanwhile is told of at once, and then not again that day", async () => {
  await using shop = await shopWithMugs(1);
  await wish(shop, "ada@example.com");
  assert.equal((await events(shop.database, "stock.back")).length, 1);
  assert.deepEqual(await answerWishes(shop), ["ada@example.com"]);
  await wish(shop, "ada@example.com");
  assert.equal((await events(shop.database, "stock.back")).length, 1);
  await shop.database`update stock_notices set notified_at = now() - interval '25 hours'`;
  await wish(shop, "ada@example.com");
  assert.equal((await events(shop.database, "stock.back")).length, 2);
});

/** Waits until so many statements wait for a lock. */
async function untilWaiting({ database }: TestShop, count: number): Promise<void> {
  await until(async () => {
    const waiting = await database`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return waiting.length === count;
  });
}

Deno.test("a wish that comes while a unit is being put back hears of it", async () => {
  await using shop = await shopWithMugs(0);
  let wishing: Promise<void> | undefined;
  await transaction(shop.database, async (tx) => {
    await setStock(tx, 1);
    wishing = wish(shop, "ada@example.com");
    await untilWaiting(shop, 1);
  });
  await wishing;
  assert.equal((await events(shop.database, "stock.back")).length, 1);
});

Deno.test("a unit that is put back while a wish is being written is told of", async () => {
  await using shop = await shopWithMugs(0);
  const undone = new Error("undone");
  let both: Promise<unknown> | undefined;
  const holding = transaction(shop.database, async (tx) => {
    // The wish waits for this one, which will not have been
    await tx`insert into stock_notices (variant_id, email) select id, 'ada@example.com' from variants`;
    const wishing = wish(shop, "ada@example.com");
    await untilWaiting(shop, 1);
    both = Promise.all([wishing, setStock(shop.database, 1)]);
    await untilWaiting(shop, 2);
    throw undone;
  });
  await assert.rejects(holding, undone);
  await both;
  assert.equal((await events(shop.database, "stock.back")).length, 1);
});
