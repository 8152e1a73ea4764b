import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { CatalogRowSchema } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { testShop } from "../testing/fixture.ts";
import { exportProducts } from "./export_products.ts";
import { clearCatalogue, exportRows, importRows, row } from "./testing/rows.ts";

const line = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .map((text) => text.replace(/[\p{C};=>]/gu, "").trim()).filter((text) => text !== "");
const pairs = fc.uniqueArray(fc.record({ name: line, value: line }), { maxLength: 3, selector: ({ name }) => name });

/** Products of several variants: with options of their own each, or with none. */
const catalogue = fc.uniqueArray(
  fc.record({
    code: fc.integer({ min: 1, max: 999 }),
    category: fc.array(line, { minLength: 1, maxLength: 3 }).map((names) => names.join(" > ")),
    attributes: pairs,
    description: fc.option(line, { nil: undefined }),
    option: fc.option(line, { nil: undefined }),
    variants: fc.array(
      fc.record({
        name: line,
        price: fc.nat(10_000),
        sold: fc.nat(100),
        stock: fc.option(fc.nat(100), { nil: undefined }),
        image: fc.option(fc.constantFrom("/a.svg", "/b.svg"), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  { selector: ({ code }) => code, minLength: 1, maxLength: 6 },
).map((products) =>
  products.flatMap(({ code, category, attributes, description, option, variants }) =>
    variants.map(({ name, price, sold, stock, image }, i) =>
      row({
        sku: `${code}-${i}`,
        product: `${code}`,
        name,
        category,
        attributes,
        priceMinor: BigInt(price),
        unitsSold: sold,
        options: option === undefined ? [] : [{ name: option, value: `${name} ${i}` }],
        ...(description === undefined ? {} : { description }),
        ...(stock === undefined ? {} : { stock }),
        ...(image === undefined ? {} : { image }),
      })
    )
  )
);

Deno.test("importProducts() of what exportProducts() wrote changes nothing", async () => {
  await using shop = await testShop();
  await using other = await testShop();
  const property = fc.asyncProperty(catalogue, async (rows) => {
    await Promise.all([clearCatalogue(shop.database), clearCatalogue(other.database)]);
    await importRows(shop.database, rows);
    const exported = await exportRows(shop.database);
    const key = (sku: string) => rows.find((row) => row.sku === sku)!;
    for (const row of exported) assert.deepEqual(row, { ...key(row.sku), stock: key(row.sku).stock ?? 100 });
    assert.equal((await importRows(shop.database, exported)).unchanged, rows.length);
    assert.deepEqual(await exportRows(shop.database), exported);
    await importRows(other.database, exported);
    assert.deepEqual(await exportRows(other.database), exported);
  });
  await fc.assert(property, { numRuns: 25 });
});

Deno.test("exportProducts() writes rows by product and display order, in small messages", async () => {
  await using shop = await testShop();
  const rows = Array.from(
    { length: 1001 },
    (_, i) => row({ sku: `S${1000 - i}`, product: `P${i % 3}`, name: `N${i}` }),
  );
  await importRows(shop.database, rows.slice(0, 600));
  await importRows(shop.database, rows);
  const messages = await Array.fromAsync(exportProducts(shop.database));
  assert.deepEqual(messages.map(({ rows }) => rows?.length), [...Array(20).fill(50), 1]);
  const written = messages.flatMap(({ rows }) => rows!.map((row) => create(CatalogRowSchema, row).sku));
  const expected = [0, 1, 2].flatMap((p) => rows.filter((row) => row.product === `P${p}`).map(({ sku }) => sku));
  assert.deepEqual(written, expected);
});

Deno.test("exportProducts() of an empty shop writes nothing", async () => {
  await using shop = await testShop();
  assert.deepEqual(await exportRows(shop.database), []);
});
