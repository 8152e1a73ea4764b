/**
 * Any sequence of what can happen to stock, against a model in memory: the same answers, the same numbers. And then the same
 * things at the same time, after which every unit must still be where the answers say.
 */
import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { AdjustStockRequestSchema, StockReason } from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { addLocation, addVariant, setStock, testShop } from "../testing/fixture.ts";
import { adjustStock } from "./adjust_stock.ts";
import { claimReservations } from "./claim_reservations.ts";
import { extendReservations } from "./extend_reservations.ts";
import { releaseReservations } from "./release_reservations.ts";
import { reserveStock } from "./reserve_stock.ts";
import { returnToStock } from "./return_to_stock.ts";
import { stockProblems } from "./stock_problems.ts";
import { sweepReservations } from "./sweep_reservations.ts";
import { lapse, levels, newOrder, stockLines } from "./testing/stock.ts";
import { StockModel } from "./testing/stock_model.ts";

const SKUS = ["A", "B", "C"];
const LOCATIONS = ["main", "north"];
const ORDERS = 5;
const ON_HAND = 4;

/** The shop, with the ids of its orders by their place in the model. */
interface Real {
  database: Database;
  skus: string[];
  orders: bigint[];
}

/** One thing that happens; answers what it came to. */
interface Event {
  name: string;
  model(model: StockModel, skus: string[]): unknown;
  real(real: Real): Promise<unknown>;
  /** Units that came, by what it answered. */
  adds?(answer: unknown): Record<string, number>;
}

/** The answer, or false when it is the refusal that is to be expected. */
async function orRefused(work: Promise<unknown>, code: ErrorCode): Promise<unknown> {
  return await work.then((answer) => answer ?? true, (error) => {
    if (error instanceof ShopError && error.code === code) return false;
    throw error;
  });
}

const order = fc.nat(ORDERS - 1);
const sku = fc.nat(SKUS.length - 1);
const location = fc.constantFrom(...LOCATIONS);
const quantity = fc.integer({ min: 1, max: 6 });
const wanted = fc.uniqueArray(fc.tuple(sku, quantity), { minLength: 1, maxLength: 3, selector: ([sku]) => sku });

/** An order has its things held once, when it is placed. */
const reservation = (order: number, wanted: [sku: number, units: number][]): Event => ({
  name: `reserve(${order}, ${wanted.map(([sku, units]) => `${units} ${SKUS[sku]}`)})`,
  model: (model, skus) => model.reserve(order, new Map(wanted.map(([sku, units]) => [skus[sku]!, units]))),
  real: async ({ database, skus, orders }) => {
    const lines = await stockLines(database, wanted.map(([sku, units]) => [skus[sku]!, units]));
    const holding = transaction(
      database,
      (tx) => reserveStock(tx, { orderId: orders[order]!, lines, holdSeconds: 600 }),
    );
    return await orRefused(holding, ErrorCode.OUT_OF_STOCK);
  },
});
const reserves = fc.tuple(order, wanted).map(([order, wanted]) => reservation(order, wanted));

const claims = order.map((order): Event => ({
  name: `claim(${order})`,
  model: (model) => model.claim(order),
  real: ({ database, orders }) => claimReservations(database, orders[order]!),
}));

const releases = order.map((order): Event => ({
  name: `release(${order})`,
  model: (model) => model.release(order),
  real: ({ database, orders }) => releaseReservations(database, orders[order]!),
}));

const extensions = order.map((order): Event => ({
  name: `extend(${order})`,
  model: (model) => model.extend(order),
  real: ({ database, orders }) => extendReservations(database, orders[order]!, 900),
}));

const lapses = order.map((order): Event => ({
  name: `lapse(${order})`,
  model: (model) => model.lapse(order),
  real: ({ database, orders }) => lapse(database, orders[order]!),
}));

const sweeps = fc.constant<Event>({
  name: "sweep()",
  model: (model) => model.sweep(),
  real: ({ database }) => sweepReservations(database),
});

const returns = fc.tuple(order, sku, quantity, fc.option(location, { nil: undefined })).map((
  [order, sku, quantity, location],
): Event => ({
  name: `return(${order}, ${quantity} ${SKUS[sku]}, ${location})`,
  model: (model, skus) => model.giveBack(order, skus[sku]!, quantity, location),
  real: async ({ database, skus, orders }) => {
    const items = await stockLines(database, [[skus[sku]!, quantity]]);
    return await returnToStock(database, {
      orderId: orders[order]!,
      items,
      ...(location && { location }),
      actor: "staff",
    });
  },
  adds: (isBack) => isBack ? { [SKUS[sku]!]: quantity } : {},
}));

const corrections = fc.tuple(sku, location, fc.integer({ min: -4, max: 4 }).filter((change) => change !== 0)).map((
  [sku, location, change],
): Event => ({
  name: `correct(${SKUS[sku]}, ${location}, ${change})`,
  model: (model, skus) => model.adjust(skus[sku]!, location, change),
  real: async ({ database, skus }) => {
    const adjustment = { sku: skus[sku]!, location, reason: StockReason.CORRECTED, units: change };
    const request = { actor: "staff", idempotencyKey: crypto.randomUUID(), adjustment };
    const adjusting = adjustStock(database, create(AdjustStockRequestSchema, request));
    return await orRefused(adjusting.then(() => true), ErrorCode.INVALID_ARGUMENT);
  },
  adds: (isDone) => isDone ? { [SKUS[sku]!]: change } : {},
}));

/** Makes variants and orders of its own for a run, two places each with a few units. */
async function prepare(database: Database): Promise<Real> {
  await sweepReservations(database); // what an earlier run left overdue
  const run = crypto.randomUUID();
  const skus = SKUS.map((sku) => `${sku}-${run}`);
  for (const sku of skus) {
    await addVariant(database, { sku, onHand: ON_HAND });
    await setStock(database, ON_HAND, { sku, location: "north" });
  }
  const orders = await Promise.all(Array.from({ length: ORDERS }, () => newOrder(database)));
  return { database, skus, orders };
}

Deno.test("stock is what a model in memory says, whatever happens to it", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  const event = fc.oneof(reserves, claims, claims, releases, extensions, lapses, lapses, sweeps, returns, corrections);
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40, size: "+1" }), async (events) => {
      const real = await prepare(shop.database);
      const model = new StockModel(real.skus, LOCATIONS, ON_HAND);
      const reserved = new Set<string>();
      for (const event of events) {
        // One order is reserved for once
        const [order] = /^reserve\(\d+/.exec(event.name) ?? [];
        if (order && reserved.has(order)) continue;
        const expected = event.model(model, real.skus);
        assert.deepEqual(await event.real(real), expected, event.name);
        if (order && expected) reserved.add(order);
        for (const sku of real.skus) assert.deepEqual(await levels(shop.database, sku), model.levels(sku), event.name);
      }
      assert.deepEqual(await stockProblems(shop.database), []);
    }),
    { numRuns: 40 },
  );
});

Deno.test("whatever happens to stock at the same time, every unit is where the answers say", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  const wishes = fc.array(wanted, { minLength: ORDERS, maxLength: ORDERS });
  const event = fc.oneof(claims, releases, extensions, lapses, sweeps, returns, corrections);
  await fc.assert(
    fc.asyncProperty(wishes, fc.array(event, { maxLength: 40, size: "+1" }), async (wishes, events) => {
      const real = await prepare(shop.database);
      // Some orders are held for already, others are while the rest happens
      const [early, late] = [wishes.slice(0, 3), wishes.slice(3)];
      const held = [];
      for (const [order, wanted] of early.entries()) held.push(await reservation(order, wanted).real(real));
      const lateHeld = late.map((wanted, i) => reservation(early.length + i, wanted).real(real));
      const answers = await Promise.all(events.map((event) => event.real(real)));
      held.push(...await Promise.all(lateHeld));
      const onHand = new Map(SKUS.map((sku) => [sku, LOCATIONS.length * ON_HAND]));
      const count = (sku: string, units: number) => onHand.set(sku, onHand.get(sku)! + units);
      for (const [i, event] of events.entries()) {
        for (const [sku, units] of Object.entries(event.adds?.(answers[i]) ?? {})) count(sku, units);
      }
      for (const [order, wanted] of wishes.entries()) {
        const isSold = events.some(({ name }, i) => name === `claim(${order})` && answers[i] === true);
        assert.ok(held[order] || !isSold, "sold without being held");
        if (isSold) { for (const [sku, units] of wanted) count(SKUS[sku]!, -units); }
      }
      for (const id of real.orders) await lapse(shop.database, id);
      await sweepReservations(shop.database);
      for (const [i, sku] of SKUS.entries()) {
        const [left] = await shop.database<{ onHand: number; reserved: number }[]>`
          select sum(on_hand)::int as "onHand", sum(reserved)::int as reserved
          from stock join variants on id = variant_id where sku = ${real.skus[i]!}`;
        assert.deepEqual(left, { onHand: onHand.get(sku), reserved: 0 });
      }
      assert.deepEqual(await stockProblems(shop.database), []);
    }),
    { numRuns: 40 },
  );
  const [row] = await shop.database`select deadlocks from pg_stat_database where datname = current_database()`;
  assert.equal(row?.deadlocks, 0n);
});
