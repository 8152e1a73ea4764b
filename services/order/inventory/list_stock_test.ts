import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import fc from "fast-check";
import {
  ListMovementsRequestSchema,
  ListMovementsResponseSchema,
  ListStockRequestSchema,
  ListStockResponseSchema,
  SaveLocationRequestSchema,
  StockReason,
} from "../../../proto/gen/shopflow/order/v1/inventory_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addLocation, addVariant, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { claimReservations } from "./claim_reservations.ts";
import { listMovements } from "./list_movements.ts";
import { listStock } from "./list_stock.ts";
import { listLocations, saveLocation } from "./locations.ts";
import { reserveStock } from "./reserve_stock.ts";
import { newOrder, stockLines } from "./testing/stock.ts";

type ListFields = MessageInitShape<typeof ListStockRequestSchema>;

async function list({ database }: TestShop, fields: ListFields = {}) {
  const request = create(ListStockRequestSchema, fields as object);
  return create(ListStockResponseSchema, await listStock(database, request));
}

async function movements({ database }: TestShop, fields: MessageInitShape<typeof ListMovementsRequestSchema>) {
  const request = create(ListMovementsRequestSchema, fields as object);
  return create(ListMovementsResponseSchema, await listMovements(database, request));
}

function names({ levels }: Awaited<ReturnType<typeof list>>): string[] {
  return levels.map(({ sku, location }) => `${sku} ${location}`);
}

Deno.test("listStock() lists by SKU and location, of all or of those asked for", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  for (const sku of ["b-3", "B-1", "B-10", "B-2"]) await addVariant(shop.database, { sku, onHand: 5 });
  await setStock(shop.database, 2, { sku: "B-1", location: "north" });
  await shop.database`update stock set low_at = on_hand where location = 'north'`;
  await shop.database`update stock set low_at = 1 where location = 'main'`;
  assert.deepEqual(names(await list(shop)), ["B-1 main", "B-1 north", "B-10 main", "B-2 main", "b-3 main"]);
  assert.deepEqual(names(await list(shop, { skuPrefix: "B-1" })), ["B-1 main", "B-1 north", "B-10 main"]);
  assert.deepEqual(names(await list(shop, { location: "north" })), ["B-1 north"]);
  const { levels: [low, ...more] } = await list(shop, { lowOnly: true });
  assert.deepEqual([low?.onHand, low?.available, low?.lowAt, low?.isLow, more], [2, 2, 2, true, []]);
});

Deno.test("listStock() in pages lists each row once, whatever the size, and takes no other cursor", async () => {
  await using shop = await testShop();
  await addLocation(shop.database, "north", 1);
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.stringMatching(/^[aB0 _%'é🏺-]{1,6}$/u), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      async (skus, pageSize) => {
        await shop.database`delete from products`;
        for (const sku of skus) {
          await addVariant(shop.database, { sku });
          await setStock(shop.database, 1, { sku, location: "north" });
        }
        const listed: string[] = [];
        for (let cursor = "", isFirst = true; isFirst || cursor !== ""; isFirst = false) {
          const page = await list(shop, { pageSize, cursor });
          listed.push(...names(page));
          cursor = page.nextCursor;
        }
        assert.deepEqual(listed, names(await list(shop, { pageSize: 200 })));
        assert.deepEqual(listed.toSorted(), skus.flatMap((sku) => [`${sku} main`, `${sku} north`]).toSorted());
      },
    ),
    { numRuns: 15 },
  );
  for (const cursor of ["x", btoa("[]"), btoa('["MUG"]'), btoa('["MUG", "A"]'), btoa("[1, 2]")]) {
    await assert.rejects(list(shop, { cursor }), failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"));
  }
});

Deno.test("listMovements() tells what came and went, newest first, in pages", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 9 });
  await addVariant(shop.database, { sku: "NEW", onHand: 0 });
  await addLocation(shop.database, "north", 1);
  await setStock(shop.database, 4, { sku: "MUG", location: "north" });
  const orderId = await newOrder(shop.database);
  const lines = await stockLines(shop.database, [["MUG", 2]]);
  await reserveStock(shop.database, { orderId, lines, holdSeconds: 600 });
  await claimReservations(shop.database, orderId);
  const first = await movements(shop, { sku: "MUG", pageSize: 1 });
  const [sold] = first.movements;
  assert.deepEqual([sold?.location, sold?.change, sold?.reason], ["main", -2, StockReason.SOLD]);
  assert.match(sold!.orderNumber, /^SF-/);
  assert.ok(sold?.at);
  const rest = await movements(shop, { sku: "MUG", cursor: first.nextCursor });
  assert.deepEqual(rest.movements.map(({ change, orderNumber }) => [change, orderNumber]), [[4, ""], [9, ""]]);
  assert.equal(rest.nextCursor, "");
  assert.equal((await movements(shop, { sku: "MUG", location: "north" })).movements.length, 1);
  assert.deepEqual((await movements(shop, { sku: "NEW" })).movements, []);
  await assert.rejects(movements(shop, { sku: "NONE" }), failsWith(ErrorCode.NOT_FOUND));
  const refused = failsWith(ErrorCode.INVALID_ARGUMENT, "cursor");
  await assert.rejects(movements(shop, { sku: "MUG", cursor: "x" }), refused);
});

Deno.test("saveLocation() makes a location, and changes it; orders take from the lowest priority", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 5 });
  const save = (code: string, name: string, priority: number) =>
    saveLocation(shop.database, create(SaveLocationRequestSchema, { location: { code, name, priority } }));
  await save("north", "North", 9);
  await save("north", "The North", -1);
  const { locations } = await listLocations(shop.database);
  assert.deepEqual(locations, [
    { code: "north", name: "The North", priority: -1 },
    { code: "main", name: "Main warehouse", priority: 0 },
  ]);
  await setStock(shop.database, 5, { location: "north" });
  const lines = await stockLines(shop.database, [["MUG", 1]]);
  await reserveStock(shop.database, { orderId: await newOrder(shop.database), lines, holdSeconds: 600 });
  const [held] = await shop.database`select location from reservations`;
  assert.equal(held?.location, "north");
});
