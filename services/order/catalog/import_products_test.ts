import assert from "node:assert/strict";
import type { CatalogRow } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { onHand, testShop } from "../testing/fixture.ts";
import { listCategories } from "./list_categories.ts";
import { get, list, titles } from "./testing/requests.ts";
import { exportRows, importRows, row } from "./testing/rows.ts";

const counts = async (database: Database, rows: CatalogRow[]) => {
  const { created, updated, unchanged, products } = await importRows(database, rows);
  return { created, updated, unchanged, products };
};

const MUGS = [
  row({ sku: "M-1", product: "M", name: "Red Mug", category: "Kitchen > Mugs", unitsSold: 5 }),
  row({ sku: "M-2", product: "M", name: "Blue Mug", category: "Kitchen > Mugs", unitsSold: 9, priceMinor: 1200n }),
];

Deno.test("importProducts() creates once and changes nothing the second time", async () => {
  await using shop = await testShop();
  assert.deepEqual(await counts(shop.database, MUGS), { created: 2, updated: 0, unchanged: 0, products: 1 });
  assert.deepEqual(await counts(shop.database, MUGS), { created: 0, updated: 0, unchanged: 2, products: 1 });
  assert.deepEqual(await counts(shop.database, []), { created: 0, updated: 0, unchanged: 0, products: 0 });
});

Deno.test("importProducts() names a product after its best-selling row and offers the names as styles", async () => {
  await using shop = await testShop();
  await importRows(shop.database, MUGS);
  const product = await get(shop.database, "blue-mug");
  assert.equal(product.title, "Blue Mug");
  assert.deepEqual(product.options.map(({ name, values }) => ({ name, values })), [
    { name: "Style", values: ["Red Mug", "Blue Mug"] },
  ]);
  assert.deepEqual(product.variants.map(({ sku, available }) => [sku, available]), [["M-1", 100], ["M-2", 100]]);
  assert.deepEqual(product.categoryPath.map(({ slug, parentSlug }) => [slug, parentSlug]), [
    ["kitchen", ""],
    ["mugs", "kitchen"],
  ]);
});

Deno.test("importProducts() tells styles of one name apart by SKU", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({ sku: "S-1", product: "S", name: "Sign" }),
    row({ sku: "S-2", product: "S", name: "Sign" }),
    row({ sku: "S-3", product: "S", name: "Small sign" }),
  ]);
  const { options } = await get(shop.database, "sign");
  assert.deepEqual(options[0]!.values, ["Sign (S-1)", "Sign (S-2)", "Small sign"]);
});

Deno.test("importProducts() counts what differs, and leaves what a row does not tell", async () => {
  await using shop = await testShop();
  const full = row({
    sku: "A",
    name: "Bowl",
    description: "Deep.",
    image: "/images/bowl.svg",
    stock: 7,
    unitsSold: 3,
    attributes: [{ name: "Material", value: "Wood" }],
  });
  await importRows(shop.database, [full, row({ sku: "B" })]);
  assert.deepEqual(await counts(shop.database, [row({ sku: "A", name: "Bowl" })]), {
    created: 0,
    updated: 0,
    unchanged: 1,
    products: 1,
  });
  const before = await exportRows(shop.database);
  const cheaper = { ...full, priceMinor: 900n };
  assert.deepEqual(await counts(shop.database, [cheaper, row({ sku: "B" })]), {
    created: 0,
    updated: 1,
    unchanged: 1,
    products: 2,
  });
  assert.deepEqual(await exportRows(shop.database), [{ ...before[0]!, priceMinor: 900n }, before[1]!]);
  for (
    const change of [{ stock: 8 }, { description: "Flat." }, { image: "" }, { name: "Dish" }, { category: "Else" }]
  ) {
    const { updated } = await importRows(shop.database, [{ ...cheaper, ...change }]);
    assert.equal(updated, 1, `${Object.keys(change)}`);
    assert.equal((await importRows(shop.database, [{ ...cheaper, ...change }])).updated, 0);
    await importRows(shop.database, [cheaper]);
  }
});

Deno.test("importProducts() keeps a product's slug when its title changes", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", name: "Bowl" }), row({ sku: "B", name: "Bowl" })]);
  await importRows(shop.database, [row({ sku: "A", name: "Dish" }), row({ sku: "C", name: "Bowl 2" })]);
  const { products } = await list(shop.database);
  const slugs = products.map(({ slug, title }) => `${slug}: ${title}`).sort();
  assert.deepEqual(slugs, ["bowl-2-2: Bowl 2", "bowl-2: Bowl", "bowl: Dish"]);
});

Deno.test("importProducts() moves a variant to another product, and hides one left without any", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", product: "P" }), row({ sku: "B", product: "Q" })]);
  await importRows(shop.database, [row({ sku: "B", product: "P" })]);
  const { products } = await list(shop.database);
  assert.deepEqual(products.map(({ title, variantCount }) => [title, variantCount]), [["A", 2]]);
  await assert.rejects(get(shop.database, "b"), failsWith(ErrorCode.NOT_FOUND));
});

Deno.test("importProducts() makes one tree of category paths", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({ sku: "A", category: "Home > Storage" }),
    row({ sku: "B", category: "Bath>Storage" }),
    row({ sku: "C", category: "Home" }),
  ]);
  const { categories } = await listCategories(shop.database);
  assert.deepEqual(categories, [
    { slug: "bath", name: "Bath", parentSlug: "", productCount: 1 },
    { slug: "storage-2", name: "Storage", parentSlug: "bath", productCount: 1 },
    { slug: "home", name: "Home", parentSlug: "", productCount: 2 },
    { slug: "storage", name: "Storage", parentSlug: "home", productCount: 1 },
  ]);
});

Deno.test("importProducts() refuses stock below what is reserved, naming the SKU, and changes nothing", async () => {
  await using shop = await testShop();
  await importRows(shop.database, MUGS);
  await shop.database`update stock set reserved = 4 from variants where id = variant_id and sku = 'M-2'`;
  const rows = [{ ...MUGS[0]!, priceMinor: 1n }, { ...MUGS[1]!, stock: 3 }];
  await assert.rejects(importRows(shop.database, rows), (error: Error & { details?: unknown }) => {
    assert.match(JSON.stringify(error.details), /at least 4, the units of \\"M-2\\"/);
    return failsWith(ErrorCode.INVALID_ARGUMENT, "rows[1].stock")(error);
  });
  assert.equal((await importRows(shop.database, MUGS)).unchanged, 2);
  await importRows(shop.database, [MUGS[0]!, { ...MUGS[1]!, stock: 4 }]);
  assert.equal(await onHand(shop.database, "M-2"), 4);
});

const colour = (value: string) => [{ name: "Colour", value }];

const REFUSED: Record<string, { rows: CatalogRow[]; fields: string[] }> = {
  "a SKU twice": { rows: [row({ sku: "A" }), row({ sku: "A" })], fields: ["rows[1].sku"] },
  "blanks around a name": { rows: [row({ sku: "A", name: " Mug" })], fields: ["rows[0].name"] },
  "a NUL": { rows: [row({ sku: "A", description: "a\u0000b" })], fields: ["rows[0].description"] },
  "an unnamed category": { rows: [row({ sku: "A", category: "Home > " })], fields: ["rows[0].category"] },
  "a picture from elsewhere": {
    rows: ["https://evil.example/x.png", "//evil.example/x.png", "javascript:alert(1)"].map((image, i) =>
      row({ sku: `A${i}`, image })
    ),
    fields: ["rows[0].image", "rows[1].image", "rows[2].image"],
  },
  "options that a file cannot hold": {
    rows: [row({ sku: "A", options: [{ name: "A=B", value: "c" }] })],
    fields: ["rows[0].options"],
  },
  "one product in two categories": {
    rows: [row({ sku: "A", product: "P" }), row({ sku: "B", product: "P", category: "Else" })],
    fields: ["rows[1].category"],
  },
  "options for some variants only": {
    rows: [row({ sku: "A", product: "P", options: colour("Red") }), row({ sku: "B", product: "P" })],
    fields: ["rows[1].options"],
  },
  "the same options twice": {
    rows: [
      row({ sku: "A", product: "P", options: colour("Red") }),
      row({ sku: "B", product: "P", options: colour("Red") }),
    ],
    fields: ["rows[1].options"],
  },
};

for (const [what, { rows, fields }] of Object.entries(REFUSED)) {
  Deno.test(`importProducts() refuses ${what} and loads nothing`, async () => {
    await using shop = await testShop();
    await assert.rejects(
      importRows(shop.database, [row({ sku: "Z" }), ...rows].slice(1)),
      failsWith(ErrorCode.INVALID_ARGUMENT, ...fields),
    );
    assert.deepEqual(await exportRows(shop.database), []);
  });
}

Deno.test("importProducts() tells at most 20 problems, and counts them all", async () => {
  await using shop = await testShop();
  const rows = Array.from({ length: 30 }, (_, i) => row({ sku: `S${i}`, image: "x" }));
  await assert.rejects(importRows(shop.database, rows), (error: Error & { details?: { violations?: unknown[] } }) => {
    assert.match(error.message, /30 problem/);
    assert.equal(error.details?.violations?.length, 20);
    return true;
  });
});

Deno.test("importProducts() run twice at once creates everything once", async () => {
  await using shop = await testShop();
  const rows = Array.from(
    { length: 200 },
    (_, i) => row({ sku: `S${i}`, name: `Thing ${i % 20}`, category: `C ${i % 7}` }),
  );
  const both = await Promise.all([importRows(shop.database, rows), importRows(shop.database, rows.toReversed())]);
  assert.deepEqual(both.map(({ created }) => created).sort((a, b) => a - b), [0, 200]);
  assert.deepEqual(both.map(({ updated }) => updated), [0, 0]);
});

Deno.test("importProducts() of stock and sales at the same time do not block each other for good", async () => {
  await using shop = await testShop();
  const rows = Array.from({ length: 50 }, (_, i) => row({ sku: `S${i}`, stock: 1000 }));
  await importRows(shop.database, rows);
  const buy = async (i: number) => {
    await shop.database`update stock set on_hand = on_hand - 1 where variant_id in (
      select variant_id from stock where variant_id % 5 = ${i % 5} order by variant_id for update)`;
  };
  const loads = [900, 800, 700].map((stock) => importRows(shop.database, rows.map((row) => ({ ...row, stock }))));
  await Promise.all([...loads, ...Array.from({ length: 40 }, (_, i) => buy(i))]);
  assert.equal((await list(shop.database, { pageSize: 100 })).products.length, 50);
});

Deno.test("a changed price shows in lists at once", async () => {
  await using shop = await testShop();
  await importRows(shop.database, MUGS);
  const range = async () =>
    (await list(shop.database)).products.map((p) => [p.priceFrom?.minorUnits, p.priceTo?.minorUnits]);
  assert.deepEqual(await range(), [[1000n, 1200n]]);
  await shop.database`update prices set amount = amount + 50`;
  assert.deepEqual(await range(), [[1050n, 1250n]]);
  await shop.database`delete from prices where amount = 1250`;
  assert.deepEqual(await range(), [[1050n, 1050n]]);
  await shop.database`delete from variants where sku = 'M-1'`;
  assert.deepEqual(titles(await list(shop.database)), []);
});
