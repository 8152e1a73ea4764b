import assert from "node:assert/strict";
import { transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { addLocation, addVariant, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { claimReservations } from "./claim_reservations.ts";
import { extendReservations } from "./extend_reservations.ts";
import { releaseReservations } from "./release_reservations.ts";
import { reserveStock } from "./reserve_stock.ts";
import { returnToStock } from "./return_to_stock.ts";
import { overdueHolds, stockProblems } from "./stock_problems.ts";
import { sweepReservations } from "./sweep_reservations.ts";
import { lapse, levels, newOrder, stockLines } from "./testing/stock.ts";

/** Two locations, of which "main" comes first. */
async function shopWithTwoLocations(main: number, north: number): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: main });
  await addLocation(shop.database, "north", 1);
  await setStock(shop.database, north, { sku: "MUG", location: "north" });
  return shop;
}

/** Holds units for a new order; returns its id. */
async function reserve({ database }: TestShop, ...wanted: [string, number][]): Promise<bigint> {
  return await transaction(database, async (tx) => {
    const orderId = await newOrder(tx);
    await reserveStock(tx, { orderId, lines: await stockLines(tx, wanted), holdSeconds: 600 });
    return orderId;
  });
}

function isOutOfStock(...shortages: { sku: string; requested: number; available: number }[]) {
  return (error: unknown) => {
    if (!(error instanceof ShopError)) throw error;
    assert.equal(error.code, ErrorCode.OUT_OF_STOCK);
    assert.deepEqual(error.details.outOfStock, shortages);
    return true;
  };
}

Deno.test("reserveStock() takes from the first location that has enough", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  await reserve(shop, ["MUG", 2]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/2", "north 5/0"]);
  await reserve(shop, ["MUG", 1]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/2", "north 5/1"]);
});

Deno.test("reserveStock() takes from one location rather than from two", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  await reserve(shop, ["MUG", 3]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 5/3"]);
});

Deno.test("reserveStock() takes from several locations when no single one has enough", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  await reserve(shop, ["MUG", 6]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/2", "north 5/4"]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("reserveStock() names every line that is short, and holds nothing", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  for (const sku of ["JUG", "CUP"]) await addVariant(shop.database, { sku, onHand: 3 });
  await assert.rejects(
    reserve(shop, ["MUG", 8], ["JUG", 1], ["CUP", 4]),
    isOutOfStock({ sku: "MUG", requested: 8, available: 7 }, { sku: "CUP", requested: 4, available: 3 }),
  );
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 5/0"]);
  assert.deepEqual(await levels(shop.database, "JUG"), ["main 3/0"]);
  assert.equal((await shop.database`select 1 from reservations`).length, 0);
});

Deno.test("reserveStock() says that nothing is left of a variant that was never stocked", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG" });
  await shop.database`delete from stock`;
  await assert.rejects(reserve(shop, ["MUG", 1]), isOutOfStock({ sku: "MUG", requested: 1, available: 0 }));
});

Deno.test("reserveStock() takes what others held past their time, and only then", async () => {
  await using shop = await testShop();
  for (const sku of ["MUG", "JUG"]) await addVariant(shop.database, { sku, onHand: 1 });
  const late = await reserve(shop, ["MUG", 1], ["JUG", 1]);
  await assert.rejects(reserve(shop, ["MUG", 1]), isOutOfStock({ sku: "MUG", requested: 1, available: 0 }));
  await lapse(shop.database, late);
  await reserve(shop, ["MUG", 1]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 1/1"]);
  assert.deepEqual(await levels(shop.database, "JUG"), ["main 1/1"]); // nobody asked for it
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("claimReservations() sells what is held, once", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  const order = await reserve(shop, ["MUG", 6]);
  for (let time = 1; time <= 2; time++) assert.equal(await claimReservations(shop.database, order), true);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 0/0", "north 1/0"]);
  const sold = await shop
    .database`select location, change from stock_movements where order_id = ${order} order by location`;
  assert.deepEqual([...sold], [{ location: "main", change: -2 }, { location: "north", change: -4 }]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("claimReservations() takes again what was released, wherever it is now", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  await addVariant(shop.database, { sku: "JUG", onHand: 1 });
  const order = await reserve(shop, ["MUG", 2], ["JUG", 1]);
  await shop
    .database`update reservations set expires_at = now() - interval '1 s' where location = 'main' and quantity = 2`;
  assert.equal(await sweepReservations(shop.database), 1);
  await reserve(shop, ["MUG", 2]); // somebody else's now
  for (let time = 1; time <= 2; time++) assert.equal(await claimReservations(shop.database, order), true);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/2", "north 3/0"]);
  assert.deepEqual(await levels(shop.database, "JUG"), ["main 0/0"]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("claimReservations() changes nothing when what was released is gone, or nothing was held", async () => {
  await using shop = await testShop();
  for (const sku of ["MUG", "JUG"]) await addVariant(shop.database, { sku, onHand: 1 });
  const order = await reserve(shop, ["MUG", 1], ["JUG", 1]);
  await releaseReservations(shop.database, order);
  await reserve(shop, ["MUG", 1]);
  assert.equal(await claimReservations(shop.database, order), false);
  assert.deepEqual(await levels(shop.database, "JUG"), ["main 1/0"]);
  assert.equal(await claimReservations(shop.database, await newOrder(shop.database)), false);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("releaseReservations() gives back once what is held, and nothing that is claimed", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  const order = await reserve(shop, ["MUG", 6]);
  assert.equal(await releaseReservations(shop.database, order), 2);
  assert.equal(await releaseReservations(shop.database, order), 0);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 5/0"]);
  const sold = await reserve(shop, ["MUG", 1]);
  await claimReservations(shop.database, sold);
  assert.equal(await releaseReservations(shop.database, sold), 0);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 1/0", "north 5/0"]);
});

Deno.test("extendReservations() holds for longer, never shorter, and only what is still held", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 1 });
  const order = await reserve(shop, ["MUG", 1]);
  await lapse(shop.database, order);
  assert.equal(await extendReservations(shop.database, order, 60), true);
  assert.equal(await extendReservations(shop.database, order, 1), true);
  assert.equal(await sweepReservations(shop.database), 0);
  const [row] = await shop.database`select expires_at > now() + interval '50 s' as "isLong" from reservations`;
  assert.equal(row?.isLong, true);
  await lapse(shop.database, order);
  await sweepReservations(shop.database);
  assert.equal(await extendReservations(shop.database, order, 60), false);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 1/0"]);
});

Deno.test("sweepReservations() releases all that is overdue, in batches, and nothing else", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 300 });
  const orders = [];
  for (let made = 0; made < 250; made++) orders.push(await reserve(shop, ["MUG", 1]));
  await shop.database`update reservations set expires_at = now() - interval '2 min' where order_id <> ${orders[7]!}`;
  assert.equal((await overdueHolds(shop.database)).length, 249);
  assert.equal(await sweepReservations(shop.database), 249);
  assert.deepEqual(await overdueHolds(shop.database), []);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 300/1"]);
});

Deno.test("returnToStock() puts back a part at a time, to where it came from or elsewhere, never more than was sold", async () => {
  await using shop = await shopWithTwoLocations(2, 5);
  const [mug] = await stockLines(shop.database, [["MUG", 6]]);
  const order = await reserve(shop, ["MUG", 6]);
  const back = (quantity: number, location?: string) =>
    returnToStock(shop.database, {
      orderId: order,
      items: [{ variantId: mug!.variantId, quantity }],
      ...(location && { location }),
      actor: "staff",
    });
  assert.equal(await back(1), false); // not sold yet
  await claimReservations(shop.database, order);
  assert.equal(await back(3), true);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 2/0"]);
  assert.equal(await back(4), false);
  await addLocation(shop.database, "returns", 9);
  assert.equal(await back(3, "returns"), true);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 2/0", "returns 3/0"]);
  assert.equal(await back(1), false);
  assert.deepEqual(await stockProblems(shop.database), []);
});
