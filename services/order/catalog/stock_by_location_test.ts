import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { AddToCartRequestSchema, GetCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { addToCart } from "../cart/add_to_cart.ts";
import { getCart } from "../cart/get_cart.ts";
import { stockProblems } from "../inventory/stock_problems.ts";
import { levels } from "../inventory/testing/stock.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addLocation, addVariant, setStock, type TestShop, testShop } from "../testing/fixture.ts";
import { get, list, search, titles } from "./testing/requests.ts";
import { exportRows, importRows, row } from "./testing/rows.ts";

/** Mugs at two locations, of which "main" comes first. */
async function shopWithMugs(main: number, north: number): Promise<TestShop> {
  const shop = await testShop();
  await addLocation(shop.database, "north", 1);
  await importRows(shop.database, [row({ sku: "MUG", stock: main })]);
  await setStock(shop.database, north, { sku: "MUG", location: "north" });
  return shop;
}

Deno.test("what is available is the sum over the locations, in products and carts", async () => {
  await using shop = await shopWithMugs(2, 5);
  await shop.database`update stock set reserved = 1`;
  const product = await get(shop.database, "mug");
  assert.deepEqual(product.variants.map(({ available }) => available), [5]);
  const wish = { guestId: crypto.randomUUID(), sku: "MUG", quantity: 1, idempotencyKey: crypto.randomUUID() };
  await addToCart(shop.database, create(AddToCartRequestSchema, wish));
  const { cart } = await getCart(shop.database, create(GetCartRequestSchema, { guestId: wish.guestId }));
  assert.deepEqual(cart?.lines?.map(({ available }) => available), [5]);
});

Deno.test("a product is in stock when any location has a free unit, and is listed and counted once", async () => {
  await using shop = await shopWithMugs(0, 1);
  await addVariant(shop.database, { sku: "NONE", onHand: 0 });
  await setStock(shop.database, 0, { sku: "NONE", location: "north" });
  const filter = { inStock: true };
  for (const read of [list, (database: TestShop["database"], fields: object) => search(database, "mug", fields)]) {
    const listed = await read(shop.database, { filter, withFacets: true });
    assert.deepEqual(titles(listed), ["MUG"]);
    assert.deepEqual([listed.facets?.total, listed.facets?.inStock], [1, 1]);
  }
  await shop.database`update stock set reserved = on_hand`;
  assert.deepEqual(titles(await list(shop.database, { filter })), []);
  assert.deepEqual((await list(shop.database)).products.map(({ inStock }) => inStock), [false, false]);
});

Deno.test("exportProducts() writes what all locations have, and importProducts() of it changes nothing", async () => {
  await using shop = await shopWithMugs(2, 5);
  const rows = await exportRows(shop.database);
  assert.deepEqual(rows.map(({ sku, stock }) => [sku, stock]), [["MUG", 7]]);
  assert.equal((await importRows(shop.database, rows)).unchanged, 1);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 2/0", "north 5/0"]);
});

Deno.test("importProducts() puts the difference at the first location, and explains it in the ledger", async () => {
  await using shop = await shopWithMugs(2, 5);
  assert.equal((await importRows(shop.database, [row({ sku: "MUG", stock: 10 })])).updated, 1);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 5/0", "north 5/0"]);
  await importRows(shop.database, [row({ sku: "MUG", stock: 6 })]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 1/0", "north 5/0"]);
  const imported = await shop.database`select change from stock_movements where reason = 'imported' order by id`;
  assert.deepEqual(imported.map(({ change }) => change), [2, 3, -4]);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("importProducts() refuses fewer units than are reserved or elsewhere", async () => {
  await using shop = await shopWithMugs(2, 5);
  await shop.database`update stock set reserved = 1 where location = 'main'`;
  const refused = failsWith(ErrorCode.INVALID_ARGUMENT, "rows[0].stock");
  await assert.rejects(importRows(shop.database, [row({ sku: "MUG", stock: 5 })]), refused);
  await importRows(shop.database, [row({ sku: "MUG", stock: 6 })]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 1/1", "north 5/0"]);
});

Deno.test("importProducts() gives a variant that is only elsewhere a place at the first location", async () => {
  await using shop = await shopWithMugs(0, 5);
  await shop.database`delete from stock where location = 'main'`;
  await importRows(shop.database, [row({ sku: "MUG", stock: 8 })]);
  assert.deepEqual(await levels(shop.database, "MUG"), ["main 3/0", "north 5/0"]);
  assert.deepEqual(await stockProblems(shop.database), []);
});
