import assert from "node:assert/strict";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { listCategories } from "./list_categories.ts";
import { get } from "./testing/requests.ts";
import { importRows, row } from "./testing/rows.ts";
import { watchStatements } from "./testing/statements.ts";

const MUG = { product: "M", name: "Mug", category: "Kitchen > Mugs > Big", description: "Deep.\n\nWide." };

Deno.test("getProduct() reads all that is needed to choose and buy", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [
    row({
      ...MUG,
      sku: "M-S",
      unitsSold: 2,
      image: "/sage.svg",
      options: [{ name: "Colour", value: "Sage" }, { name: "Size", value: "L" }],
      attributes: [{ name: "Material", value: "Clay" }],
    }),
    row({
      ...MUG,
      sku: "M-C",
      priceMinor: 1250n,
      image: "/clay.svg",
      stock: 0,
      options: [{ name: "Colour", value: "Clay" }, { name: "Size", value: "L" }],
    }),
  ]);
  const { $typeName: _, ...product } = await get(shop.database, "mug");
  const money = (minorUnits: bigint) => ({ currencyCode: "GBP", minorUnits });
  assert.partialDeepStrictEqual(product, {
    slug: "mug",
    title: "Mug",
    description: "Deep.\n\nWide.",
    categoryPath: [
      { slug: "kitchen", name: "Kitchen", parentSlug: "" },
      { slug: "mugs", name: "Mugs", parentSlug: "kitchen" },
      { slug: "big", name: "Big", parentSlug: "mugs" },
    ],
    images: [{ url: "/sage.svg", alt: "Mug" }, { url: "/clay.svg", alt: "Mug" }],
    options: [{ name: "Colour", values: ["Sage", "Clay"] }, { name: "Size", values: ["L"] }],
    attributes: [{ name: "Material", value: "Clay" }],
    variants: [
      { sku: "M-S", price: money(1000n), available: 100, optionValues: [{ value: "Sage" }, { value: "L" }] },
      { sku: "M-C", price: money(1250n), available: 0, image: { url: "/clay.svg", alt: "Mug" } },
    ],
  });
  assert.equal(product.variants[0]!.image, undefined);
  await shop.database`update stock set reserved = 30 where on_hand = 100`;
  assert.equal((await get(shop.database, "mug")).variants[0]!.available, 70);
});

Deno.test("getProduct() offers no options when there is one variant", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", name: "Mug", options: [{ name: "Colour", value: "Sage" }] })]);
  assert.deepEqual((await get(shop.database, "mug")).options, []);
});

Deno.test("getProduct() does not know other names", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", name: "Mug" })]);
  for (const slug of ["MUG", "mug ", "\u0000", "' or ''='", "🎁", "x".repeat(200)]) {
    await assert.rejects(get(shop.database, slug), failsWith(ErrorCode.NOT_FOUND), slug);
  }
});

Deno.test("getProduct() and listCategories() use one statement", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", name: "Mug" })]);
  await using watched = watchStatements(shop.url);
  await get(watched.database, "mug");
  assert.equal(watched.statements.length, 1);
  await listCategories(watched.database);
  assert.equal(watched.statements.length, 2);
});

Deno.test("listCategories() counts only what is for sale, and shows empty categories too", async () => {
  await using shop = await testShop();
  await importRows(shop.database, [row({ sku: "A", category: "Home > Lamps" }), row({ sku: "B", category: "Home" })]);
  await shop.database`delete from prices where variant_id = (select id from variants where sku = 'A')`;
  const { categories } = await listCategories(shop.database);
  assert.deepEqual(categories?.map(({ slug, productCount }) => [slug, productCount]), [["home", 1], ["lamps", 0]]);
});
