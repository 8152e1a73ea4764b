import assert from "node:assert/strict";
import fc from "fast-check";
import { Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { testShop } from "../testing/fixture.ts";
import { hasRealCatalogue, realCatalogue } from "./testing/real_catalogue.ts";
import { search, titles } from "./testing/requests.ts";
import { importRows, row } from "./testing/rows.ts";
import { watchStatements } from "./testing/statements.ts";

const NAMES = [
  "White Hanging Heart T-Light Holder",
  "Crème Brûlée Dish",
  "Set of 6 Spice Tins",
  "Retrospot Lunch Bag",
  "Wooden Box",
  "T Shirt",
  "Bird Box",
];

async function shopOf(names: string[]) {
  const shop = await testShop();
  await importRows(shop.database, names.map((name, i) => row({ sku: `SKU-${i}A`, name, unitsSold: 100 - i })));
  return shop;
}

const FINDS: Record<string, string> = {
  "wite hart t-ligt": NAMES[0]!,
  "HAERT": NAMES[0]!, // swapped letters
  "hangin": NAMES[0]!, // still typing
  "white h": NAMES[0]!,
  "holders": NAMES[0]!,
  "tlight": NAMES[0]!,
  "creme brulee": NAMES[1]!,
  "CRÈME": NAMES[1]!,
  "brûlée dishes": NAMES[1]!,
  "spice tins for the kitchen": NAMES[2]!, // no product has all words
  "set 6": NAMES[2]!,
  "retro spot": NAMES[3]!,
  "SKU-3A": NAMES[3]!,
  "sku 3a": NAMES[3]!,
  "🎁 wooden": NAMES[4]!,
  "t": NAMES[0]!,
  "t-shirt": NAMES[5]!,
};

for (const [query, title] of Object.entries(FINDS)) {
  Deno.test(`searchProducts() finds "${title}" by "${query}"`, async () => {
    await using shop = await shopOf(NAMES);
    assert.equal(titles(await search(shop.database, query))[0], title);
  });
}

Deno.test("searchProducts() ranks what it found", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({ sku: "1", name: "Heartfelt card" }),
    row({ sku: "2", name: "Card", description: "With a heart.", unitsSold: 99 }),
    row({ sku: "3", name: "Hearts garland" }),
    row({ sku: "4", name: "Red heart", unitsSold: 1 }),
    row({ sku: "5", name: "Blue heart", unitsSold: 2 }),
    row({ sku: "6", name: "Lamp", category: "Heart" }),
    row({ sku: "7", name: "Plate" }),
  ]);
  const found = titles(await search(shop.database, "heart"));
  assert.deepEqual(found.slice(0, 2), ["Blue heart", "Red heart"], "the word itself, the more popular first");
  assert.deepEqual(found.slice(2, 4).sort(), ["Heartfelt card", "Hearts garland"], "then other forms and beginnings");
  assert.deepEqual(found.slice(4), ["Lamp", "Card"], "then the category and the description");
});

Deno.test("searchProducts() takes the words of a SKU, an option and an attribute", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({
      sku: "A12",
      name: "Mug",
      options: [{ name: "Colour", value: "Sage" }],
      attributes: [{ name: "Made in", value: "Portugal" }],
    }),
    row({ sku: "B-1", name: "Mug" }),
  ]);
  for (const query of ["sage mug", "mug portugal", "a12"]) {
    const { products } = await search(shop.database, query);
    assert.deepEqual(products.map(({ slug }) => slug), ["mug"], query);
  }
});

Deno.test("searchProducts() filters, sorts and counts what it found", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({ sku: "1", name: "Red box", priceMinor: 300n, unitsSold: 9 }),
    row({ sku: "2", name: "Blue box", priceMinor: 200n, stock: 0 }),
    row({ sku: "3", name: "Green box", priceMinor: 100n }),
    row({ sku: "4", name: "Lamp" }),
  ]);
  const fields = { sort: Sort.PRICE_ASC, filter: { inStock: true }, withFacets: true };
  const found = await search(shop.database, "boxes", fields);
  assert.deepEqual(titles(found), ["Green box", "Red box"]);
  assert.deepEqual([found.facets?.total, found.facets?.inStock], [2, 2]);
  assert.equal(found.facets?.priceBands.reduce((sum, band) => sum + band.count, 0), 2);
});

const HOSTILE = [
  "&",
  "|",
  "!",
  "()",
  "<->",
  "foo & | !bar",
  "'",
  "''",
  "a:*",
  "a':*B",
  "\\",
  "\\'",
  '"',
  "%",
  "_",
  "--",
  "; drop table products",
  "\u0000",
  "a\u0000b",
  "🎁",
  "👩‍👩‍👧",
  "\u202eabc",
  "İ",
  "ß",
  "ﬁ",
  "½",
  "x".repeat(200),
  "a ".repeat(100),
  "the",
  "of the",
  "Ω",
  "日本語",
  "1e5",
  "-12",
  "3.5",
  "http://a.b/c?d=e",
  "a@b.c",
  "${1}",
  "$1",
  "{{x}}",
]; // deno-fmt-ignore

Deno.test("searchProducts() takes any text for words, or for none", async () => {
  await using shop = await shopOf([...NAMES, ...HOSTILE.map((text) => `${text} thing`.replaceAll("\u0000", "").slice(0, 190).trim())]);
  for (const query of HOSTILE) await search(shop.database, query, { withFacets: true });
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1, maxLength: 60 }), async (query) => {
      await search(shop.database, query.toWellFormed());
    }),
    { numRuns: 60 },
  );
});

Deno.test("searchProducts() finds nothing, without a statement, when there are no words", async () => {
  await using shop = await shopOf(NAMES);
  await using watched = watchStatements(shop.url);
  for (const query of ["🎁", " - ", "&|!"]) {
    const { products, nextCursor, facets } = await search(watched.database, query, { withFacets: true });
    assert.deepEqual([products, nextCursor, facets?.total], [[], "", 0]);
  }
  assert.equal(watched.statements.length, 0);
});

Deno.test("searchProducts() uses one statement, and one more for facets", async () => {
  await using shop = await shopOf(NAMES);
  await using watched = watchStatements(shop.url);
  await search(watched.database, "wite hart");
  assert.equal(watched.statements.length, 1);
  await search(watched.database, "wite hart", { withFacets: true });
  assert.equal(watched.statements.length, 3);
});

Deno.test({
  name: "searchProducts() finds things in the real catalogue (needs ../shared/data)",
  ignore: !hasRealCatalogue(),
  async fn() {
    await using shop = await testShop();
    const rows = await realCatalogue();
    const start = performance.now();
    assert.equal((await importRows(shop.database, rows)).created, 3236);
    assert.ok(performance.now() - start < 5000, "the real catalogue loads in a few seconds");
    assert.deepEqual((await importRows(shop.database, rows)).unchanged, 3236);
    const first = async (query: string) => titles(await search(shop.database, query))[0];
    const holder = "White Hanging Heart T-Light Holder";
    for (
      const query of [
        "wite hart t-ligt",
        "white hanging heart",
        "85123A",
        "85123a",
        "haert",
        "t light holder",
        "tlight",
      ]
    ) {
      assert.equal(await first(query), holder, query);
    }
    assert.match(await first("lunhc bag") ?? "", /^Lunch Bag/);
    assert.match(await first("mugs") ?? "", /Mugs/);
    assert.match(await first("christmas tree decorations") ?? "", /^Christmas Tree/);
    assert.deepEqual(titles(await search(shop.database, "qwertyuiop")), []);
  },
});
