import assert from "node:assert/strict";
import fc from "fast-check";
import type { CatalogRow, Facets } from "../../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { testShop } from "../testing/fixture.ts";
import { list } from "./testing/requests.ts";
import { clearCatalogue, importRows, row } from "./testing/rows.ts";

const CATEGORIES = ["Home", "Home > Lamps", "Home > Lamps > Small", "Bath"];
const PRICES = [50n, 150n, 250n, 100_000n];

interface Choice {
  category: string;
  priceMin: bigint | undefined;
  inStock: boolean;
  materials: string[];
  colours: string[];
}

const rows = fc.array(
  fc.record({
    category: fc.constantFrom(...CATEGORIES),
    price: fc.constantFrom(...PRICES),
    stock: fc.constantFrom(0, 1),
    materials: fc.subarray(["Wood", "Tin"]),
    colour: fc.constantFrom("Red", "Blue"),
  }),
  { minLength: 1, maxLength: 25 },
).map((list) =>
  list.map(({ category, price, stock, materials, colour }, i) =>
    row({
      sku: `S${i}`,
      name: `Name ${i}`,
      category,
      priceMinor: price,
      stock,
      attributes: materials.map((value) => ({ name: "Material", value })),
      options: [{ name: "Colour", value: colour }],
    })
  )
);

const choice: fc.Arbitrary<Choice> = fc.record({
  category: fc.constantFrom("", "Home", "Home > Lamps", "Bath"),
  priceMin: fc.constantFrom(undefined, 100n, 200n),
  inStock: fc.boolean(),
  materials: fc.subarray(["Wood", "Tin"]),
  colours: fc.subarray(["Red", "Blue"]),
});

/** The choices that a row misses. */
function misses(row: CatalogRow, { category, priceMin, inStock, materials, colours }: Choice): string[] {
  const values = (wanted: string[], own: { value: string }[]) =>
    wanted.length > 0 && !own.some(({ value }) => wanted.includes(value));
  return [
    category !== "" && row.category !== category && !row.category.startsWith(`${category} > `) ? "category" : "",
    priceMin !== undefined && row.priceMinor < priceMin ? "price" : "",
    inStock && row.stock === 0 ? "stock" : "",
    values(materials, row.attributes) ? "Material" : "",
    values(colours, row.options) ? "Colour" : "",
  ].filter((name) => name !== "");
}

/** Facets as plain counts, worked out one product at a time. */
function expected(rows: CatalogRow[], choice: Choice) {
  const but = (own: string) => rows.filter((row) => misses(row, choice).every((missed) => missed === own));
  const count = (names: string[]) =>
    Object.fromEntries(Map.groupBy(names, (name) => name).entries().map(([k, v]) => [k, v.length]));
  const above = (path: string) => path.split(" > ").map((_, i, names) => names[i]!);
  const lowest = (price: bigint) => [100_000n, 200n, 100n, 0n].find((start) => price >= start)!;
  return {
    total: but("").length,
    inStock: but("stock").filter((row) => row.stock! > 0).length,
    categories: count(but("category").flatMap((row) => above(row.category))),
    bands: count(but("price").map((row) => String(lowest(row.priceMinor)))),
    Material: count(but("Material").flatMap((row) => row.attributes.map(({ value }) => value))),
    Colour: count(but("Colour").flatMap((row) => row.options.map(({ value }) => value))),
  };
}

function plain(facets: Facets) {
  const values = (name: string) =>
    Object.fromEntries(
      facets.attributes.find((facet) => facet.name === name)?.values.map((v) => [v.value, v.count]) ?? [],
    );
  return {
    total: facets.total,
    inStock: facets.inStock,
    categories: Object.fromEntries(facets.categories.map((category) => [category.name, category.productCount])),
    bands: Object.fromEntries(facets.priceBands.map((band) => [String(band.min), band.count])),
    Material: values("Material"),
    Colour: values("Colour"),
  };
}

Deno.test("facets count what each further choice would leave, as if their own were not made", async () => {
  await using shop = await testShop();
  const property = fc.asyncProperty(rows, choice, async (rows, choice) => {
    await clearCatalogue(shop.database);
    await importRows(shop.database, rows);
    const { materials, colours, priceMin, inStock } = choice;
    const attributes = [{ name: "Material", values: materials }, { name: "Colour", values: colours }];
    const filter = {
      category: choice.category === "" ? "" : choice.category.split(" > ").at(-1)!.toLowerCase(),
      inStock,
      attributes: attributes.filter(({ values }) => values.length > 0),
      ...(priceMin === undefined ? {} : { priceMin }),
    };
    const { facets, products } = await list(shop.database, { filter, withFacets: true, pageSize: 100 });
    assert.deepEqual(plain(facets!), expected(rows, choice));
    assert.equal(facets!.total, products.length);
  });
  await fc.assert(property, { numRuns: 25 });
});

Deno.test("facets tell price bands without gaps, the last one open", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [99n, 100n, 999_999n].map((priceMinor, i) => row({ sku: `S${i}`, priceMinor })));
  const { facets } = await list(shop.database, { withFacets: true });
  assert.deepEqual(facets!.priceBands.map(({ min, max }) => [min, max]), [
    [0n, 99n],
    [100n, 199n],
    [100_000n, undefined],
  ]);
});

Deno.test("facets leave out styles, and order values by how frequent they are", async () => {
  await using shop = await testShop();
  const fact = (value: string) => [{ name: "Material", value }];
  await importRows(shop.database, [
    row({ sku: "1", product: "P", name: "Red", attributes: fact("Tin") }),
    row({ sku: "2", product: "P", name: "Blue", attributes: fact("Tin") }),
    row({ sku: "3", attributes: fact("Wood") }),
    row({ sku: "4", attributes: fact("Wood") }),
  ]);
  const { facets } = await list(shop.database, { withFacets: true });
  assert.deepEqual(
    facets!.attributes.map(({ name, values }) => [name, ...values.map((v) => `${v.value} ${v.count}`)]),
    [
      ["Material", "Wood 2", "Tin 1"],
    ],
  );
});
