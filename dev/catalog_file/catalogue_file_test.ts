import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import fc from "fast-check";
import { type CatalogRow, CatalogRowSchema } from "../../proto/gen/shopflow/order/v1/catalog_pb.ts";
import { CatalogueFileError } from "./problems.ts";
import { readCatalogue } from "./read_catalogue.ts";
import { writeCatalogue } from "./write_catalogue.ts";

const HEADER = "sku,product,name,category,price_pence";
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readCatalogue(bytes(text));

async function write(rows: CatalogRow[]): Promise<string> {
  async function* messages() {
    yield await Promise.resolve({ rows });
  }
  return (await Array.fromAsync(writeCatalogue(messages()))).join("");
}

/** The lines of the message that a file is refused with, without the first. */
function refusal(file: Uint8Array): string[] {
  try {
    readCatalogue(file);
  } catch (error) {
    assert.ok(error instanceof CatalogueFileError);
    return error.message.split("\n").slice(1).map((line) => line.trim());
  }
  throw new assert.AssertionError({ message: "the file was accepted" });
}

Deno.test("readCatalogue() reads the five columns that every file has, in any order", () => {
  const { rows, lines, warnings } = read("price_pence, Name ,sku,product,category\n125,Mug,M-1,M,Kitchen > Mugs\n");
  assert.deepEqual(rows, [
    create(CatalogRowSchema, { sku: "M-1", product: "M", name: "Mug", category: "Kitchen > Mugs", priceMinor: 125n }),
  ]);
  assert.deepEqual([lines, warnings], [[2], []]);
});

Deno.test("readCatalogue() reads the optional columns, and warns of unknown ones", () => {
  const { rows, warnings } = read(
    `${HEADER},units_sold,description,image,stock,options,attributes,colour\n` +
      `M-1,M,Mug,Mugs,0,7,"Deep,\nwide.",/m.svg,3,Colour=Sage; Size = L ,Made in=A=B,x\n` +
      "M-2,M,Mug,Mugs,0,,,,,Colour=Clay;Size=L,,\n",
  );
  assert.deepEqual(
    rows[0],
    create(CatalogRowSchema, {
      sku: "M-1",
      product: "M",
      name: "Mug",
      category: "Mugs",
      unitsSold: 7,
      description: "Deep,\nwide.",
      image: "/m.svg",
      stock: 3,
      options: [{ name: "Colour", value: "Sage" }, { name: "Size", value: "L" }],
      attributes: [{ name: "Made in", value: "A=B" }],
    }),
  );
  assert.deepEqual([rows[1]!.unitsSold, rows[1]!.description, rows[1]!.stock], [undefined, undefined, undefined]);
  assert.deepEqual(warnings, ['Column "colour" is not known and was left out']);
});

Deno.test("readCatalogue() takes a byte order mark, CRLF, empty lines and quoted line ends, and counts lines right", () => {
  const text = `\ufeff${HEADER},description\n\nA,A,Mug,Mugs,1,"x\n\ny"\n,,,,,\nB,B,Mug,Mugs,1,\n\n`.replaceAll(
    "\n",
    "\r\n",
  );
  const { rows, lines } = read(text);
  assert.deepEqual(lines, [3, 7]);
  assert.equal(rows[0]!.description, "x\n\ny");
});

Deno.test("readCatalogue() tells every bad row with line, column and reason", () => {
  const rows = [
    "A,A,Mug,Mugs,1.25",
    "B,B,,Mugs,-1",
    "C,C,Mug,Mugs",
    "D,D,Mug,Mugs,1",
    "D,D,Mug,Mugs,1",
    `E,E,${"x".repeat(201)},Mugs,99999999999`,
    "F,F,Mug,A >  > B,1",
  ];
  assert.deepEqual(refusal(bytes([HEADER, ...rows].join("\n"))), [
    "line 2, price_pence: must be a whole number of pence, such as 125",
    "line 3, name: must not be empty",
    "line 3, price_pence: must be a whole number of pence, such as 125",
    "line 4: has 4 cells, the header has 5",
    'line 6, sku: must be unique: "D" was in an earlier row',
    "line 7, name: must be at most 200 characters",
    "line 7, price_pence: must be greater than or equal to 0 and less than or equal to 1000000000",
    'line 8, category: must be 1 to 6 names parted by " > "',
  ]);
});

Deno.test("readCatalogue() tells 20 problems and counts the rest", () => {
  const told = refusal(bytes([HEADER, ...Array.from({ length: 50 }, (_, i) => `${i},${i},Mug,Mugs,x`)].join("\n")));
  assert.equal(told.length, 21);
  assert.equal(told[20], "and 30 more");
});

Deno.test("readCatalogue() refuses files that are no catalogue, saying why", () => {
  const refused: [Uint8Array | string, string | RegExp][] = [
    ["", "file: is empty"],
    [HEADER, "file: has no rows"],
    ["sku,product,name,category\nA,A,Mug,Mugs", /^line 1, price_pence: is missing/],
    [HEADER.replaceAll(",", ";") + "\nA;A;Mug;Mugs;1", /parted by commas/],
    [`${HEADER},sku\nA,A,Mug,Mugs,1,A`, "line 1, sku: is there twice"],
    [`${HEADER}\nA,A,"Mug"s,Mugs,1\nB,B,Mug,Mugs,x`, /^line 2: has a stray quote/],
    [`${HEADER}\nA,A,"Mug,Mugs,1\nB,B,Mug,Mugs,1\n`, /has a stray quote/],
    [Uint8Array.of(0xff, 0xfe, 0x73, 0), /^file: is in UTF-16/],
    [Uint8Array.of(0x50, 0x4b, 3, 4), /^file: is a spreadsheet/],
    [Uint8Array.of(0x73, 0, 0x6b), /^file: is not text/],
    [Uint8Array.of(...bytes(`${HEADER}\nA,A,Caf`), 0xe9, ...bytes(",Mugs,1\n")), /^line 2: is not UTF-8/],
    ['{"sku": 1}', /^line 1: has a stray quote/],
    ["Dear Sir\nhello", /sku: is missing/],
  ];
  for (const [file, reason] of refused) {
    const told = refusal(typeof file === "string" ? bytes(file) : file).join("\n");
    if (typeof reason === "string") assert.equal(told, reason);
    else assert.match(told, reason);
  }
});

Deno.test("writeCatalogue() writes no cell that a spreadsheet would run", async () => {
  const names = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''@", "plain", "'quoted'"];
  const rows = names.map((name, i) => create(CatalogRowSchema, { sku: `S${i}`, product: "P", name, category: "C" }));
  rows[0]!.description = "\t=1";
  const text = await write(rows);
  const [, ...lines] = text.split("\n");
  assert.deepEqual(lines.slice(0, -1).map((line) => line.split(",")[2]), [
    "'=1+1",
    "'+1",
    "'-1",
    "'@SUM(A1)",
    "''=1",
    "'''@",
    "plain",
    "'quoted'",
  ]);
  assert.match(lines[0]!, /,"?'\t=1"?,/);
  assert.deepEqual(read(text).rows.map(({ name }) => name), names);
});

const line = fc.string({ unit: fc.constantFrom(..."ab,\"';=+-@\\é🎁 ".split(/(?:)/u)), minLength: 1, maxLength: 8 })
  .map((text) => text.trim()).filter((text) => text !== "");
const pair = fc.record({ name: line, value: line }).map(({ name, value }) => ({
  name: `n${name.replace(/[=;]/g, "")}`.trim(),
  value: `v${value.replaceAll(";", "")}`.trim(),
}));

Deno.test("readCatalogue() reads what writeCatalogue() wrote", async () => {
  const row = fc.record({
    name: line,
    category: line.map((text) => text.replaceAll(">", "")),
    priceMinor: fc.bigInt(0n, 1_000_000_000n),
    unitsSold: fc.option(fc.nat(2_000_000_000), { nil: undefined }),
    stock: fc.option(fc.nat(1_000_000_000), { nil: undefined }),
    description: fc.option(fc.tuple(line, line).map((lines) => lines.join("\n")), { nil: undefined }),
    options: fc.uniqueArray(pair, { maxLength: 3, selector: ({ name }) => name }),
    attributes: fc.array(pair, { maxLength: 3 }),
  });
  const property = fc.asyncProperty(fc.uniqueArray(line, { minLength: 1, maxLength: 5 }), row, async (skus, fields) => {
    const { unitsSold, stock, description, ...rest } = fields;
    const rows = skus.map((sku) =>
      create(CatalogRowSchema, {
        sku,
        product: `=${sku}`,
        ...rest,
        ...(unitsSold === undefined ? {} : { unitsSold }),
        ...(stock === undefined ? {} : { stock }),
        ...(description === undefined ? {} : { description }),
      })
    );
    assert.deepEqual(readCatalogue(bytes(await write(rows))).rows, rows);
  });
  await fc.assert(property, { numRuns: 200 });
});
