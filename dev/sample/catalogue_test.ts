import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { PICTURES } from "./draw/pictures.ts";
import { placeholder } from "./draw/placeholder.ts";

const COLUMNS = [
  ...["sku", "product", "name", "category", "price_pence", "units_sold", "description", "image", "stock", "options"],
  "attributes",
];
const MAX_PICTURE_BYTES = 6_000;
const IMAGES = new URL("../../static/images/", import.meta.url);

interface Row {
  sku: string;
  product: string;
  name: string;
  category: string;
  price_pence: string;
  units_sold: string;
  description: string;
  image: string;
  stock: string;
  options: string;
  attributes: string;
}

const rows: Row[] = parse(Deno.readTextFileSync(new URL("catalogue.csv", import.meta.url)), { columns: true });
const products = Map.groupBy(rows, (row) => row.product);

Deno.test("the catalogue holds a shop's worth of products with variants", () => {
  assert.deepEqual(Object.keys(rows[0]!), COLUMNS);
  assert.ok(products.size >= 64, `${products.size} products`);
  assert.ok(rows.length >= 150, `${rows.length} SKUs`);
});

Deno.test("every SKU is unique, priced, counted and described", () => {
  assert.equal(new Set(rows.map((row) => row.sku)).size, rows.length);
  for (const row of rows) {
    assert.match(row.sku, /^[A-Z]{3}-[A-Z0-9-]+$/);
    assert.match(row.price_pence, /^[1-9]\d*$/, row.sku);
    assert.match(row.stock, /^\d+$/, row.sku);
    assert.match(row.units_sold, /^[1-9]\d*$/, row.sku);
    assert.ok(row.description.length >= 100, row.sku);
    assert.match(row.attributes, /^[^=;]+=[^=;]+(;[^=;]+=[^=;]+)*$/, row.sku);
  }
});

Deno.test("some SKUs are sold out and some nearly", () => {
  const stock = rows.map((row) => Number(row.stock));
  assert.ok(stock.filter((units) => units === 0).length >= 5);
  assert.ok(stock.filter((units) => units > 0 && units <= 3).length >= 5);
});

Deno.test("categories are two levels deep", () => {
  const paths = rows.map((row) => row.category.split(" > "));
  for (const path of paths) assert.equal(path.length, 2, path.join(" > "));
  const tops = new Set(paths.map(([top]) => top));
  assert.ok(tops.size >= 6 && tops.size <= 8, [...tops].join(", "));
});

Deno.test("the rows of a product agree, and differ in the values of the same options", () => {
  for (const [product, variants] of products) {
    for (const column of ["name", "category", "description", "attributes"] as const) {
      assert.equal(new Set(variants.map((row) => row[column])).size, 1, `${product} ${column}`);
    }
    const optionNames = variants.map((row) => row.options.replace(/=[^;]+/g, ""));
    assert.equal(new Set(optionNames).size, 1, product);
    assert.equal(new Set(variants.map((row) => row.options)).size, variants.length, product);
    if (variants.length > 1) assert.match(variants[0]!.options, /^[^=;]+=[^=;]+(;[^=;]+=[^=;]+)*$/);
  }
});

Deno.test("every picture that the catalogue names is there, and no other", () => {
  const named = new Set(rows.map((row) => row.image));
  const stored = [...Deno.readDirSync(new URL("catalogue/", IMAGES))].map((file) => `/images/catalogue/${file.name}`);
  assert.deepEqual(stored.toSorted(), [...named].toSorted());
});

Deno.test("drawing gives the stored pictures byte for byte", () => {
  const drawings = [...PICTURES].map(([name, draw]) => [`catalogue/${name}.svg`, String(draw())] as const);
  for (const [path, svg] of [...drawings, ["placeholder.svg", String(placeholder())] as const]) {
    assert.ok(Deno.readTextFileSync(new URL(path, IMAGES)) === svg, `"${path}" is not what draw/ draws`);
  }
});

Deno.test("pictures are light, square and need nothing from elsewhere", () => {
  for (const [name, draw] of PICTURES) {
    const svg = String(draw());
    assert.ok(svg.length < MAX_PICTURE_BYTES, `${name}: ${svg.length} bytes`);
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 800 800">/, name);
    assert.doesNotMatch(svg, /<(script|text|image|style|foreignObject)|href=|NaN|undefined/, name);
  }
});
