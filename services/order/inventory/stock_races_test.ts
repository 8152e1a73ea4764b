import assert from "node:assert/strict";
import { type Query, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { addLocation, addVariant, onHand, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { inTime } from "../testing/in_time.ts";
import { until } from "../testing/until.ts";
import { claimReservations } from "./claim_reservations.ts";
import { extendReservations } from "./extend_reservations.ts";
import { releaseReservations } from "./release_reservations.ts";
import { reserveStock } from "./reserve_stock.ts";
import { stockProblems } from "./stock_problems.ts";
import { sweepReservations } from "./sweep_reservations.ts";
import { lapse, levels, newOrder, stockLines } from "./testing/stock.ts";

/** Holds units for a new order, without another try after a deadlock; returns its id, or undefined when they are sold out. */
async function buy({ database }: TestShop, ...wanted: [string, number][]): Promise<bigint | undefined> {
  const lines = await stockLines(database, wanted);
  const held = database.begin(async (tx) => {
    const orderId = await newOrder(tx);
    await reserveStock(tx, { orderId, lines, holdSeconds: 600 });
    return orderId;
  });
  return await held.catch((error) => {
    if (error instanceof ShopError && error.code === ErrorCode.OUT_OF_STOCK) return undefined;
    throw error;
  });
}

async function deadlocks({ database }: TestShop): Promise<bigint> {
  const [row] = await database<[{ deadlocks: bigint }]>`
    select deadlocks from pg_stat_database where datname = current_database()`;
  return row.deadlocks;
}

Deno.test("reserveStock() sells twenty units to exactly twenty of 200 buyers", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 12 });
  await addLocation(shop.database, "north", 1);
  await setStock(shop.database, 8, { sku: "MUG", location: "north" });
  const orders = await Promise.all(Array.from({ length: 200 }, () => buy(shop, ["MUG", 1])));
  const sold = orders.filter((order) => order !== undefined);
  assert.equal(sold.length, 20);
  await Promise.all(sold.map((order) => claimReservations(shop.database, order)));
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 0/0", "north 0/0"]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("reserveStock() and claimReservations() of the same things in opposite orders never wait for themselves", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  const skus = ["A", "B", "C", "D"];
  for (const sku of skus) {
    await addVariant(shop.database, { sku, onHand: 100 });
    await setStock(shop.database, 100, { sku, location: "north" });
  }
  await Promise.all(Array.from({ length: 60 }, async (_, i) => {
    const wanted = (i % 2 ? skus : skus.toReversed()).map((sku): [string, number] => [sku, 3]);
    const order = await buy(shop, ...wanted);
    assert.equal(await claimReservations(shop.database, order!), true);
  }));
  for (const sku of skus) assert.equal(await onHand(shop.database, sku), 20);
  assert.deepEqual(await stockProblems(shop.database), []);
  assert.equal(await deadlocks(shop), 0n);
});

Deno.test("a hold whose time is over is either sold to its payer or to another, never to both", async () => {
  await using shop = await testShop();
  const outcomes = new Set<string>();
  for (let round = 0; round < 40; round++) {
    const sku = `MUG-${round}`;
    await addVariant(shop.database, { sku, onHand: 1 });
    const late = await buy(shop, [sku, 1]);
    await lapse(shop.database, late!);
    const claim = () => claimReservations(shop.database, late!);
    const racers = [claim, () => sweepReservations(shop.database), () => buy(shop, [sku, 1])];
    const order = [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]][round % 4]!;
    const ended: unknown[] = [];
    await Promise.all(order.map(async (racer) => ended[racer] = await racers[racer]!()));
    const [isClaimed, , other] = ended;
    // The other may have come while the hold was being given back, and then found nothing
    assert.ok(!(isClaimed && other !== undefined), "sold twice");
    if (!isClaimed) assert.equal(await claim(), other === undefined);
    outcomes.add(isClaimed ? "payer" : "other");
    assert.deepEqual(await stockProblems(shop.database), []);
  }
  assert.deepEqual([...outcomes].sort(), ["other", "payer"]);
  assert.equal(await deadlocks(shop), 0n);
});

Deno.test("claimReservations() called ten times at once takes again what was released once", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  for (let round = 0; round < 10; round++) {
    const sku = `MUG-${round}`;
    await addVariant(shop.database, { sku, onHand: 2 });
    const order = await buy(shop, [sku, 2]);
    await releaseReservations(shop.database, order!);
    await buy(shop, [sku, 1]);
    await setStock(shop.database, 50, { sku, location: "north" });
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimReservations(shop.database, order!)));
    assert.deepEqual(claims, Array(10).fill(true));
    assert.deepEqual(await levels(shop.database, sku), ["main 2/1", "north 48/0"]);
  }
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("sweepReservations() by several replicas at once releases each hold once, while others buy", async () => {
  await using shop = await testShop();
  const skus = ["A", "B", "C"];
  for (const sku of skus) await addVariant(shop.database, { sku, onHand: 600 });
  const orders = await Promise.all(Array.from({ length: 120 }, (_, i) => {
    const wanted = (i % 2 ? skus : skus.toReversed()).map((sku): [string, number] => [sku, 2]);
    return buy(shop, ...wanted);
  }));
  await Promise.all(orders.map((order) => lapse(shop.database, order!)));
  const sweeps = [1, 2, 3, 4].map(() => sweepReservations(shop.database));
  const buys = Array.from({ length: 60 }, () => buy(shop, ["A", 1], ["B", 1], ["C", 1]));
  const released = await Promise.all(sweeps);
  assert.equal((await Promise.all(buys)).filter((order) => order === undefined).length, 0);
  assert.equal(released.reduce((sum, each) => sum + each, 0), 360);
  for (const sku of skus) assert.deepEqual(await levels(shop.database, sku), ["main 600/60"]);
  assert.equal(await deadlocks(shop), 0n);
});

/** Does `first` in a transaction that stays open until `second` waits for it; returns what `second` came to. */
async function overtake<T>(
  { database }: TestShop,
  first: (tx: Query) => Promise<unknown>,
  second: () => Promise<T>,
): Promise<T> {
  let late: Promise<T> | undefined;
  await transaction(database, async (tx) => {
    await first(tx);
    late = second();
    await until(async () => {
      const waiting = await database`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return waiting.length === 1;
    });
  });
  return await late!;
}

Deno.test("whoever waited for a stock row goes by what it became", async () => {
  await using shop = await testShop();
  const { database } = shop;
  await addVariant(database, { sku: "MUG", onHand: 1 });
  const [first, second] = [(await buy(shop, ["MUG", 1]))!, await newOrder(database)];
  const lines = await stockLines(database, [["MUG", 9]]);
  const fill = async (tx: Query) => {
    await setStock(tx, 10);
    await reserveStock(tx, { orderId: second, lines, holdSeconds: 600 });
  };
  assert.equal(await overtake(shop, fill, () => releaseReservations(database, first)), 1);
  assert.deepEqual(await levels(database, "MUG"), ["main 10/9"]);
  const empty = async (tx: Query) => {
    await releaseReservations(tx, second);
    await setStock(tx, 9);
  };
  assert.equal(await overtake(shop, empty, () => claimReservations(database, second)), true);
  assert.deepEqual(await levels(database, "MUG"), ["main 0/0"]);
  assert.deepEqual(await stockProblems(database), []);
});

Deno.test("nobody who has stock waits for a hold that another is at, nor does the sweeper", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 1 });
  const late = await buy(shop, ["MUG", 1]);
  await lapse(shop.database, late!);
  await transaction(shop.database, async (tx) => {
    await extendReservations(tx, late!, 600);
    assert.equal(await inTime(buy(shop, ["MUG", 1])), undefined);
    assert.equal(await inTime(sweepReservations(shop.database)), 0);
  });
  assert.equal(await claimReservations(shop.database, late!), true);
});
