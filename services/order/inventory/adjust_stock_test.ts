import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type AdjustmentSchema,
  AdjustStockBulkRequestSchema,
  AdjustStockBulkResponseSchema,
  AdjustStockRequestSchema,
  AdjustStockResponseSchema,
  StockReason,
  TransferStockRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addLocation, addVariant, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { adjustStock, adjustStockBulk } from "./adjust_stock.ts";
import { reserveStock } from "./reserve_stock.ts";
import { stockProblems } from "./stock_problems.ts";
import { levels, newOrder, stockLines } from "./testing/stock.ts";
import { transferStock } from "./transfer_stock.ts";

type Item = MessageInitShape<typeof AdjustmentSchema>;

const ADA = "staff:ada";

function key(): string {
  return crypto.randomUUID();
}

/** Ten mugs, of which three are held, and a second location. */
async function shopWithMugs(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 10 });
  await addLocation(shop.database, "north", 1);
  const wish = { orderId: await newOrder(shop.database), holdSeconds: 600 };
  await reserveStock(shop.database, { ...wish, lines: await stockLines(shop.database, [["MUG", 3]]) });
  return shop;
}

async function adjust({ database }: TestShop, reason: StockReason, units: number, idempotencyKey = key()) {
  const adjustment = { sku: "MUG", location: "main", reason, units, note: "A note" };
  const request = create(AdjustStockRequestSchema, { actor: ADA, idempotencyKey, adjustment });
  return create(AdjustStockResponseSchema, await adjustStock(database, request));
}

async function adjustBulk({ database }: TestShop, items: Item[]) {
  const request = create(AdjustStockBulkRequestSchema, { actor: ADA, idempotencyKey: key(), items });
  return create(AdjustStockBulkResponseSchema, await adjustStockBulk(database, request));
}

async function transfer(
  { database }: TestShop,
  units: number,
  [fromLocation, toLocation] = ["main", "north"],
  sku = "MUG",
) {
  const names = { fromLocation: fromLocation!, toLocation: toLocation! };
  const request = { actor: ADA, idempotencyKey: key(), sku, units, ...names };
  return await transferStock(database, create(TransferStockRequestSchema, request));
}

const CHANGES: [reason: keyof typeof StockReason, units: number, onHand: number][] = [
  ["RECEIVED", 5, 15],
  ["FOUND", 1, 11],
  ["DAMAGED", 2, 8],
  ["LOST", 7, 3],
  ["COUNTED", 4, 4],
  ["COUNTED", 10, 10],
  ["CORRECTED", -3, 7],
  ["CORRECTED", 3, 13],
];

Deno.test("adjustStock() changes what is on hand as its reason says, and explains it", async (t) => {
  await using shop = await shopWithMugs();
  for (const [reason, units, onHand] of CHANGES) {
    await t.step(`${reason} ${units}`, async () => {
      await setStock(shop.database, 10, { sku: "MUG" });
      const { level } = await adjust(shop, StockReason[reason], units);
      assert.deepEqual([level?.sku, level?.title, level?.location], ["MUG", "Title of MUG", "main"]);
      assert.deepEqual([level?.onHand, level?.reserved, level?.available], [onHand, 3, onHand - 3]);
      const [entry] = await shop.database`
        select change, reason, actor, note from stock_movements order by id desc limit 1`;
      const explained = { change: onHand - 10, reason: reason.toLowerCase(), actor: ADA, note: "A note" };
      if (onHand !== 10) assert.deepEqual(entry, explained);
      assert.deepEqual(await stockProblems(shop.database), []);
    });
  }
});

const REFUSED: [reason: keyof typeof StockReason, units: number][] = [
  ["DAMAGED", 8],
  ["LOST", 8],
  ["COUNTED", 2],
  ["CORRECTED", -8],
  ["COUNTED", -1],
  ["RECEIVED", 0],
  ["DAMAGED", -1],
  ["CORRECTED", 0],
];

Deno.test("adjustStock() refuses to leave less than is reserved, and units that make no sense", async () => {
  await using shop = await shopWithMugs();
  const refused = failsWith(ErrorCode.INVALID_ARGUMENT, "adjustment.units");
  for (const [reason, units] of REFUSED) await assert.rejects(adjust(shop, StockReason[reason], units), refused);
  for (let times = 1; times < 10; times++) await adjust(shop, StockReason.RECEIVED, 1_000_000);
  await assert.rejects(adjust(shop, StockReason.RECEIVED, 1_000_000), refused);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 9000010/3"]);
});

Deno.test("adjustStock() sent ten times at once with one key is done once, and all get its answer", async () => {
  await using shop = await shopWithMugs();
  const wish = key();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => adjust(shop, StockReason.RECEIVED, 5, wish)),
  );
  assert.deepEqual(answers.map(({ level }) => level?.onHand), Array(10).fill(15));
  const reused = failsWith(ErrorCode.IDEMPOTENCY_KEY_REUSED);
  await assert.rejects(adjust(shop, StockReason.RECEIVED, 6, wish), reused);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 15/3"]);
});

Deno.test("adjustStockBulk() names every row at fault, and changes nothing", async () => {
  await using shop = await shopWithMugs();
  const reason = StockReason.RECEIVED;
  const items: Item[] = [
    { sku: "MUG", location: "north", reason, units: 5 },
    { sku: "NONE", location: "main", reason, units: 5 },
    { sku: "MUG", location: "south", reason, units: 0 },
    { sku: "MUG", location: "main", reason: StockReason.LOST, units: 8 },
    { sku: "MUG", location: "north", reason, units: 1 },
  ];
  const fields = ["items[1].sku", "items[2].location", "items[2].units", "items[3].units", "items[4].sku"];
  await assert.rejects(adjustBulk(shop, items), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 10/3"]);
});

Deno.test("adjustStockBulk() changes a thousand rows, and answers in their order", async () => {
  await using shop = await testShop();
  const skus = Array.from({ length: 1000 }, (_, i) => `S${(i * 7) % 1000}`);
  await addVariant(shop.database, { sku: "FIRST" });
  await shop.database`insert into variants (product_id, sku) select product_id, unnest(${skus}::text[]) from variants`;
  const items = skus.map((sku, i) => ({ sku, location: "main", reason: StockReason.COUNTED, units: i }));
  const { levels } = await adjustBulk(shop, items);
  assert.deepEqual(levels.map(({ sku, onHand }) => [sku, onHand]), skus.map((sku, i) => [sku, i]));
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("adjustStockBulk() of the same rows in opposite orders never waits for itself", async () => {
  await using shop = await testShop(8);
  const skus = ["A", "B", "C", "D"];
  for (const sku of skus) await addVariant(shop.database, { sku, onHand: 0 });
  const bulk = (skus: string[]) =>
    adjustBulk(shop, skus.map((sku) => ({ sku, location: "main", reason: StockReason.RECEIVED, units: 1 })));
  await Promise.all(Array.from({ length: 40 }, (_, i) => bulk(i % 2 ? skus : skus.toReversed())));
  for (const sku of skus) assert.deepEqual(await levels(shop.database, sku), ["main 40/0"]);
  const [row] = await shop.database`select deadlocks from pg_stat_database where datname = current_database()`;
  assert.equal(row?.deadlocks, 0n);
});

Deno.test("transferStock() moves units, and explains both sides", async () => {
  await using shop = await shopWithMugs();
  const { from, to } = await transfer(shop, 7);
  assert.deepEqual([from?.onHand, to?.onHand], [3, 7]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 3/3", "north 7/0"]);
  const moved = await shop.database`select change from stock_movements where reason = 'transferred' order by id`;
  assert.deepEqual(moved.map(({ change }) => change), [-7, 7]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("transferStock() refuses what cannot be moved, naming the field", async () => {
  await using shop = await shopWithMugs();
  const refused = (...fields: string[]) => failsWith(ErrorCode.INVALID_ARGUMENT, ...fields);
  await assert.rejects(transfer(shop, 8), refused("units"));
  await assert.rejects(transfer(shop, 1, ["main", "main"]), refused("to_location"));
  await assert.rejects(transfer(shop, 1, ["south", "west"]), refused("from_location", "to_location"));
  await assert.rejects(transfer(shop, 1, ["main", "north"], "NONE"), refused("sku"));
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 10/3"]);
});

Deno.test("adjustStock() and buyers at the same time: never fewer units than are held", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 30 });
  const lines = await stockLines(shop.database, [["MUG", 1]]);
  const refused = (error: unknown) => {
    if (!(error instanceof ShopError)) throw error;
  };
  const buyers = Array.from({ length: 30 }, async () => {
    const orderId = await newOrder(shop.database);
    await reserveStock(shop.database, { orderId, lines, holdSeconds: 600 });
  });
  const losses = Array.from({ length: 30 }, () => adjust(shop, StockReason.LOST, 1));
  const ended = await Promise.all([...buyers, ...losses].map((each: Promise<unknown>) => each.then(() => 1, refused)));
  assert.equal(ended.filter(Boolean).length, 30);
  const [level] = await levels(shop.database, "MUG");
  const [onHand, reserved] = level!.replace("main ", "").split("/").map(Number);
  assert.equal(onHand, reserved);
  assert.deepEqual(await stockProblems(shop.database), []);
});
