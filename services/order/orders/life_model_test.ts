import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { CancelOrderRequestSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { ParcelName } from "../fulfilment/deliver_shipment.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import { stockProblems } from "../inventory/stock_problems.ts";
import { askBack } from "../returns/testing/delivered_order.ts";
import { onHand, testShop } from "../testing/fixture.ts";
import { testCheckout } from "../testing/shopper.ts";
import { cancelOwnOrder } from "./cancel_own_order.ts";
import { brokenInvariants } from "./invariants.ts";
import { mayBecome, type Status } from "./order_status.ts";
import { payRefunds } from "./testing/pay_refunds.ts";
import { soldOrder, type WrittenOrder } from "./testing/sold_order.ts";

/** Bought of the first and of the second variant. */
const BOUGHT = [3, 1];

/** Something that somebody tries with an order: what, of which line or parcel or return, and how many units. */
interface Try {
  what: keyof typeof ACTIONS;
  which: number;
  units: number;
}

/** Each tries one thing; whether it may be done is for the shop to say. */
const ACTIONS = {
  pack: (database: Database, { number }: WrittenOrder) => staff(database).pack({ number }),
  shipAll: (database: Database, { number }: WrittenOrder) => staff(database).ship({ number, ...parcel() }),
  shipSome: (database: Database, { number, skus }: WrittenOrder, { which, units }: Try) =>
    staff(database).ship({ number, ...parcel(), items: [{ sku: skus[which]!, quantity: units }] }),
  deliver: async (database: Database, { id, number }: WrittenOrder, { which }: Try) => {
    const parcels = await database<ParcelName[]>`
      select carrier, tracking_number as "trackingNumber" from shipments where order_id = ${id} order by id`;
    await staff(database).deliver({ number, ...parcels[which] ?? parcel() });
  },
  cancel: (database: Database, { number, guestId }: WrittenOrder) =>
    cancelOwnOrder(
      database,
      testCheckout(database).cashier,
      create(CancelOrderRequestSchema, { guestId, number }),
    ),
  takeBack: (database: Database, { number }: WrittenOrder) =>
    staff(database).takeBack({ number, reason: "Moved", restock: true }),
  askBack: (database: Database, order: WrittenOrder, { which, units }: Try) =>
    askBack(database, order, [{ sku: order.skus[which]!, quantity: units }]),
  approve: async (database: Database, order: WrittenOrder, { which }: Try) =>
    await staff(database).approve({ number: await returnOf(database, order, which) }),
  reject: async (database: Database, order: WrittenOrder, { which }: Try) =>
    await staff(database).reject({ number: await returnOf(database, order, which), reason: "No" }),
  receive: async (database: Database, order: WrittenOrder, { which, units }: Try) => {
    const number = await returnOf(database, order, which);
    const items = [{ sku: order.skus[which]!, quantity: units, restocked: units - 1 }];
    await staff(database).receive({ number, items, refundShipping: units === 1 });
  },
  pay: (database: Database) => payRefunds(database),
};

async function returnOf(database: Database, { id }: WrittenOrder, which: number): Promise<string> {
  const wishes = await database<
    { number: string }[]
  >`select number from returns where order_id = ${id} order by id desc`;
  return wishes[which]?.number ?? "RMA-00000000";
}

const REFUSALS = [ErrorCode.WRONG_STATE, ErrorCode.INVALID_ARGUMENT, ErrorCode.NOT_FOUND];

async function attempt(database: Database, order: WrittenOrder, tried: Try): Promise<void> {
  try {
    await ACTIONS[tried.what](database, order, tried);
  } catch (error) {
    if (!(error instanceof ShopError && REFUSALS.includes(error.code))) throw error;
  }
}

/** Every unit is on the shelf, with the customer, or known to be lost; no money went back twice; no step was illegal. */
async function assertSound(database: Database, order: WrittenOrder): Promise<void> {
  assert.deepEqual(await brokenInvariants(database), []);
  assert.deepEqual(await stockProblems(database), []);
  const [row] = await database<{ path: Status[]; restocked: number[]; given: bigint }[]>`
    select array(select status from order_status_changes where order_id = orders.id order by id) as path,
      array(select coalesce((
        select sum(restocked)::int from return_lines
        where return_lines.order_id = orders.id and return_lines.position = order_lines.position
      ), 0) from order_lines where order_id = orders.id order by position) as restocked, refunded + refunding as given
    from orders join payments on order_id = orders.id where orders.id = ${order.id}`;
  const { path, restocked, given } = row!;
  for (const [index, to] of path.entries()) {
    assert.ok(index === 0 || mayBecome(path[index - 1]!, to), path.join(" → "));
  }
  const isCancelled = path.at(-1) === "cancelled";
  assert.ok(given <= order.total);
  if (isCancelled) assert.equal(given, order.total);
  for (const [index, sku] of order.skus.entries()) {
    assert.equal(await onHand(database, sku), isCancelled ? 100 : 100 - BOUGHT[index]! + restocked[index]!);
  }
}

const tries: fc.Arbitrary<Try> = fc.record({
  what: fc.constantFrom(...Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]),
  which: fc.nat({ max: 1 }),
  units: fc.integer({ min: 1, max: 3 }),
});
/** How an order is sent, so that most runs come as far as returns. */
const BEGINNINGS: Try["what"][][] = [[], ["pack"], ["pack", "shipAll"], ["pack", "shipAll", "deliver"]];

Deno.test("whatever is tried with an order, two things at a time, its status, stock and money agree", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const property = fc.asyncProperty(
    fc.constantFrom(...BEGINNINGS),
    fc.array(fc.tuple(tries, tries), { minLength: 4, maxLength: 14 }),
    async (beginning, steps) => {
      const order = await soldOrder(database, { lines: BOUGHT.map((quantity) => ({ quantity, price: 333n })) });
      for (const what of beginning) await attempt(database, order, { what, which: 0, units: 1 });
      for (const pair of steps) await Promise.all(pair.map((tried) => attempt(database, order, tried)));
      await assertSound(database, order);
      await payRefunds(database);
      await assertSound(database, order);
    },
  );
  await fc.assert(property, { numRuns: 25 });
});
