import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { SavePriceListRequestSchema, SetPricesRequestSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, openDatabase, transaction } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, type TestShop, testShop } from "../testing/fixture.ts";
import { savePriceList } from "./save_price_list.ts";
import { setPrices } from "./set_prices.ts";
import { untilLockedOut } from "./testing/until_locked_out.ts";

async function shopWithTwo(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n });
  await addVariant(shop.database, { sku: "JUG", price: 2000n });
  return shop;
}

async function set(database: Database, prices: Record<string, bigint> | [string, bigint][], priceList = "default") {
  const entries = Array.isArray(prices) ? prices : Object.entries(prices);
  const request = { priceList, prices: entries.map(([sku, minorUnits]) => ({ sku, minorUnits })) };
  return (await setPrices(database, create(SetPricesRequestSchema, request))).changed;
}

async function list(database: Database, code: string, currencyCode: string) {
  return await savePriceList(database, create(SavePriceListRequestSchema, { code, currencyCode }));
}

async function pricesOf(database: Database, priceList: string): Promise<Record<string, bigint>> {
  const rows = await database<{ sku: string; amount: bigint }[]>`
    select sku, amount from prices join variants on variants.id = variant_id where price_list = ${priceList} order by sku`;
  return Object.fromEntries(rows.map(({ sku, amount }) => [sku, amount]));
}

Deno.test("setPrices() sets prices, says how many changed, and lists show them", async () => {
  await using shop = await shopWithTwo();
  assert.equal(await set(shop.database, { MUG: 1100n, JUG: 2000n }), 1);
  assert.deepEqual(await pricesOf(shop.database, "default"), { JUG: 2000n, MUG: 1100n });
  const [mug] = await shop.database`select price_from, price_to from products where code = 'MUG'`;
  assert.deepEqual({ ...mug }, { price_from: 1100n, price_to: 1100n });
});

Deno.test("setPrices() leaves what lists show alone when the price list is another", async () => {
  await using shop = await shopWithTwo();
  await list(shop.database, "euro", "EUR");
  assert.equal(await set(shop.database, { MUG: 1200n }, "euro"), 1);
  assert.deepEqual(await pricesOf(shop.database, "euro"), { MUG: 1200n });
  const [mug] = await shop.database`select price_from from products where code = 'MUG'`;
  assert.equal(mug?.price_from, 1000n);
});

Deno.test("setPrices() sets all or none, and names the entries at fault", async () => {
  await using shop = await shopWithTwo();
  const cases: [Parameters<typeof set>[1], string, string[]][] = [
    [[["MUG", 1n], ["CUP", 2n], ["JUG", 3n], ["POT", 4n]], "default", ["prices[1].sku", "prices[3].sku"]],
    [[["MUG", 1n], ["JUG", 2n], ["MUG", 1n]], "default", ["prices[2].sku"]],
    [[["MUG", 1n]], "yen", ["price_list"]],
  ];
  for (const [prices, priceList, fields] of cases) {
    await assert.rejects(set(shop.database, prices, priceList), failsWith(ErrorCode.INVALID_ARGUMENT, ...fields));
  }
  assert.deepEqual(await pricesOf(shop.database, "default"), { JUG: 2000n, MUG: 1000n });
});

Deno.test("setPrices() of the same things in any order, all at once, sets them all", async () => {
  await using shop = await shopWithTwo();
  const both: [string, bigint][] = [["MUG", 5n], ["JUG", 6n]];
  await Promise.all(Array.from({ length: 20 }, (_, i) => set(shop.database, i % 2 ? both : both.toReversed())));
  assert.deepEqual(await pricesOf(shop.database, "default"), { JUG: 6n, MUG: 5n });
});

Deno.test("setPrices() waits for an import that has changed the same products, rather than for each other", async () => {
  await using shop = await shopWithTwo();
  let begun = 0;
  const onStatement = (statement: string) => begun += /^begin/.test(statement.trim()) ? 1 : 0;
  const database = openDatabase(shop.url, { name: "staff", connections: 1, onStatement });
  let setting: Promise<unknown> | undefined;
  await transaction(shop.database, async (tx) => {
    await tx`update products set title = 'Other'`;
    setting = set(database, { MUG: 7n });
    await untilLockedOut(shop.database);
    await tx`update prices set amount = 6`;
  });
  await setting;
  await database.end();
  assert.deepEqual(await pricesOf(shop.database, "default"), { JUG: 6n, MUG: 7n });
  assert.equal(begun, 1);
});

Deno.test("savePriceList() makes a list once, one a currency, and of currencies that exist", async () => {
  await using shop = await testShop();
  await list(shop.database, "euro", "EUR");
  await list(shop.database, "euro", "EUR");
  await assert.rejects(list(shop.database, "euro", "USD"), failsWith(ErrorCode.ALREADY_EXISTS));
  await assert.rejects(list(shop.database, "more-euro", "EUR"), failsWith(ErrorCode.ALREADY_EXISTS));
  await assert.rejects(list(shop.database, "dinar", "RSD"), failsWith(ErrorCode.INVALID_ARGUMENT, "currency_code"));
  const lists = await shop.database`select code, currency from price_lists order by code`;
  assert.deepEqual(lists.map(({ code, currency }) => [code, currency]), [["default", "GBP"], ["euro", "EUR"]]);
});
