import assert from "node:assert/strict";
import fc from "fast-check";
import { Sort } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { list, search, titles } from "./testing/requests.ts";
import { clearCatalogue, importRows, row } from "./testing/rows.ts";
import { watchStatements } from "./testing/statements.ts";

const material = (...values: string[]) => values.map((value) => ({ name: "Material", value }));
const colour = (value: string) => [{ name: "Colour", value }];

/** Five products: bowl 500, cup 1000–1500, dish 1000 (none left), ewer 2000, flask 300. */
const SHOP = [
  row({
    sku: "B",
    name: "Bowl",
    category: "Kitchen > Bowls",
    priceMinor: 500n,
    unitsSold: 7,
    attributes: material("Wood"),
  }),
  row({
    sku: "C1",
    product: "C",
    name: "Cup",
    category: "Kitchen",
    priceMinor: 1500n,
    unitsSold: 4,
    options: colour("Sage"),
  }),
  row({ sku: "C2", product: "C", name: "Cup", category: "Kitchen", options: colour("Clay"), stock: 0 }),
  row({ sku: "D", name: "Dish", category: "Kitchen", stock: 0, unitsSold: 7, attributes: material("Glass", "Cork") }),
  row({ sku: "E", name: "Ewer", category: "Bath", priceMinor: 2000n, attributes: material("Glass"), image: "/e.svg" }),
  row({ sku: "F", name: "Flask", category: "Bath", priceMinor: 300n, unitsSold: 1 }),
];

Deno.test("listProducts() shows cards with price range, stock and picture", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  const { products, nextCursor, facets } = await list(shop.database, { filter: { priceMin: 1000n } });
  assert.deepEqual(
    products.map((
      p,
    ) => [p.slug, p.priceFrom?.minorUnits, p.priceTo?.minorUnits, p.inStock, p.variantCount, p.image?.url]),
    [
      ["dish", 1000n, 1000n, false, 1, undefined],
      ["cup", 1000n, 1500n, true, 2, undefined],
      ["ewer", 2000n, 2000n, true, 1, "/e.svg"],
    ],
  );
  assert.equal(products[0]?.priceFrom?.currencyCode, "GBP");
  assert.deepEqual([nextCursor, facets], ["", undefined]);
});

Deno.test("listProducts() filters by parts that must all hold", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  const found = async (filter: Parameters<typeof list>[1] & object) => titles(await list(shop.database, filter)).join();
  assert.equal(await found({ filter: { category: "kitchen" } }), "Dish,Bowl,Cup");
  assert.equal(await found({ filter: { category: "bowls" } }), "Bowl");
  assert.equal(await found({ filter: { category: "nowhere" } }), "");
  assert.equal(await found({ filter: { inStock: true } }), "Bowl,Cup,Flask,Ewer");
  assert.equal(await found({ filter: { priceMin: 500n, priceMax: 1000n } }), "Dish,Bowl,Cup");
  assert.equal(await found({ filter: { priceMax: 300n } }), "Flask");
  assert.equal(
    await found({ filter: { attributes: [{ name: "Material", values: ["Glass", "Wood"] }] } }),
    "Dish,Bowl,Ewer",
  );
  assert.equal(
    await found({
      filter: { attributes: [{ name: "Material", values: ["Glass"] }, { name: "Material", values: ["Cork"] }] },
    }),
    "Dish",
  );
  assert.equal(await found({ filter: { attributes: [{ name: "Colour", values: ["Clay"] }] } }), "Cup");
  assert.equal(await found({ filter: { category: "kitchen", inStock: true, priceMax: 600n } }), "Bowl");
});

Deno.test("listProducts() sorts every way", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  const sorted = async (sort: Sort) => titles(await list(shop.database, { sort })).map((title) => title[0]).join("");
  assert.equal(await sorted(Sort.UNSPECIFIED), "DBCFE");
  assert.equal(await sorted(Sort.POPULAR), "DBCFE");
  assert.equal(await sorted(Sort.PRICE_ASC), "FBCDE");
  assert.equal(await sorted(Sort.PRICE_DESC), "EDCBF");
  assert.equal(await sorted(Sort.NEWEST), "FEDCB");
  assert.equal(await sorted(Sort.TITLE), "BCDEF");
});

Deno.test("listProducts() shows a sale of the last unit at once", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", stock: 1 })]);
  await shop.database`update stock set reserved = 1`;
  assert.equal((await list(shop.database)).products[0]?.inStock, false);
  assert.deepEqual(titles(await list(shop.database, { filter: { inStock: true } })), []);
});

const SORTS = [Sort.UNSPECIFIED, Sort.POPULAR, Sort.PRICE_ASC, Sort.PRICE_DESC, Sort.NEWEST, Sort.TITLE];

/** Follows the cursors to the end; `between` runs after each page. */
async function walk(
  database: Database,
  options: { sort: Sort; size: number; query: string },
  between = () => Promise.resolve(),
) {
  const slugs: string[] = [];
  let cursor = "";
  do {
    const fields = { sort: options.sort, pageSize: options.size, cursor };
    const page = options.query ? await search(database, options.query, fields) : await list(database, fields);
    assert.ok(page.products.length <= options.size);
    slugs.push(...page.products.map(({ slug }) => slug));
    cursor = page.nextCursor;
    await between();
  } while (cursor !== "");
  return slugs;
}

/** Few titles, prices and sales, so that most of them tie. */
const products = fc.array(
  fc.record({ name: fc.constantFrom("Mug", "Mug red", "Élan mug", "日本 mug"), price: fc.nat(2), sold: fc.nat(2) }),
  { minLength: 1, maxLength: 30 },
).map((list) =>
  list.map(({ name, price, sold }, i) => row({ sku: `S${i}`, name, priceMinor: BigInt(price), unitsSold: sold }))
);

Deno.test("pages of every list and search partition it", async () => {
  await using shop = await testShop();
  const property = fc.asyncProperty(
    products,
    fc.constantFrom(...SORTS),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom("", "mug", "mgu red"),
    async (rows, sort, size, query) => {
      await clearCatalogue(shop.database);
      await importRows(shop.database, rows);
      const all = await walk(shop.database, { sort, size: 100, query });
      assert.equal(new Set(all).size, all.length);
      if (query !== "mgu red") assert.equal(all.length, rows.length);
      assert.deepEqual(await walk(shop.database, { sort, size, query }), all);
    },
  );
  await fc.assert(property, { numRuns: 20 });
});

Deno.test("pages skip and repeat nothing while products are added", async () => {
  await using shop = await testShop();
  const property = fc.asyncProperty(
    products,
    fc.constantFrom(...SORTS),
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom("", "mug"),
    async (rows, sort, size, query) => {
      await clearCatalogue(shop.database);
      await importRows(shop.database, rows);
      const before = await walk(shop.database, { sort, size: 100, query });
      let added = 0;
      const during = await walk(shop.database, { sort, size, query }, async () => {
        const i = added++ % rows.length;
        if (added < 10) await importRows(shop.database, [{ ...rows[i]!, sku: `N${added}`, product: `N${added}` }]);
      });
      assert.equal(new Set(during).size, during.length);
      assert.deepEqual(during.filter((slug) => before.includes(slug)), before);
    },
  );
  await fc.assert(property, { numRuns: 10 });
});

Deno.test("listProducts() refuses cursors that are not its own", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  const { nextCursor } = await list(shop.database, { pageSize: 1 });
  const payload = (value: unknown) => btoa(JSON.stringify(value)).replace(/=+$/, "");
  const wrong = [
    { cursor: "nonsense" },
    { cursor: "%%%" },
    { cursor: nextCursor.slice(0, -2) },
    { cursor: nextCursor.toLowerCase() },
    { cursor: payload(null) },
    { cursor: payload({}) },
    { cursor: payload(["x", "1", "2"]) },
    { cursor: payload(["x", "1 or 1=1", "2"]) },
    { cursor: payload([1, 2, 3]) },
    { cursor: "/w" },
    { cursor: nextCursor, sort: Sort.PRICE_ASC },
    { cursor: nextCursor, filter: { category: "kitchen" } },
  ];
  for (const fields of wrong) {
    await assert.rejects(
      list(shop.database, fields),
      failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"),
      JSON.stringify(fields),
    );
  }
  await assert.rejects(
    search(shop.database, "bowl", { cursor: nextCursor }),
    failsWith(ErrorCode.INVALID_ARGUMENT, "cursor"),
  );
  assert.equal((await list(shop.database, { pageSize: 3, cursor: nextCursor, filter: {} })).products.length, 3);
});

Deno.test("listProducts() takes hostile filters for what they are: values that no product has", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  for (const text of ["\u0000", "'; drop table products; --", "{}", "\\", "🎁".repeat(50), "%", '"']) {
    assert.deepEqual(titles(await list(shop.database, { filter: { category: text }, withFacets: true })), []);
    const filter = { attributes: [{ name: text, values: [text] }] };
    assert.deepEqual(titles(await list(shop.database, { filter, withFacets: true })), []);
  }
});

Deno.test("listProducts() uses one statement, and one more for facets", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  await using watched = watchStatements(shop.url);
  await list(watched.database, { filter: { category: "kitchen", inStock: true } });
  assert.equal(watched.statements.length, 1);
  await list(watched.database, { filter: { category: "kitchen", inStock: true }, withFacets: true });
  assert.equal(watched.statements.length, 3);
});

Deno.test("listProducts() keeps to few statement texts, whatever it is asked", async () => {
  await using shop = await testShop();
  await importRows(shop.database, SHOP);
  await using watched = watchStatements(shop.url);
  for (let pageSize = 1; pageSize <= 100; pageSize += 9) {
    for (const values of [["a"], ["b", "c"]]) {
      await list(watched.database, {
        pageSize,
        filter: { attributes: [{ name: "X", values }, { name: "Y", values }] },
      });
    }
  }
  assert.equal(new Set(watched.statements).size, 3);
});

Deno.test("listProducts() lists what was written without the import", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "A", price: 5n, onHand: 0 });
  const { products } = await list(shop.database, { sort: Sort.TITLE });
  assert.deepEqual(products.map(({ slug, inStock, priceFrom }) => [slug, inStock, priceFrom?.minorUnits]), [[
    "a",
    false,
    5n,
  ]]);
});
