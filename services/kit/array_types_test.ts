import assert from "node:assert/strict";
import fc from "fast-check";
import { testDatabase } from "../../dev/testing/database.ts";
import { type Database, openDatabase } from "./database.ts";

async function withDatabase(run: (database: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const database = openDatabase(test.url, { name: "test", connections: 1 });
  try {
    await run(database);
  } finally {
    await database.end();
  }
}

const SAMPLES: [type: string, items: unknown[]][] = [
  ["boolean", [true, false, null]],
  ["int", [1, -2, null, 2 ** 31 - 1]],
  ["bigint", [null, 9007199254740993n, -1n]],
  ["float8", [0.1, -1e300, null]],
  ["text", ["", "a,b", 'c"d', "e\\f", "{g}", "null", "NULL", null, " ", "ö\n"]],
  ["char(2)", ["GB", null]],
  ["varchar", ["a b", null]],
  ["uuid", ["0190c2f8-0000-7000-8000-000000000000", null]],
  ["timestamptz", [new Date("2026-01-02T03:04:05.678Z"), null]],
  ["jsonb", [{ a: ['"', "\\", 1], b: null }, null, [], "text", 1]],
];

for (const [type, items] of SAMPLES) {
  Deno.test(`arrays of ${type} come back as they were sent, over the very first connection`, () =>
    withDatabase(async (database) => {
      // Texts and documents are sent as items that are quoted; bigint and others as texts, or the driver takes an item's type
      const sent = items.map((item) =>
        item === null
          ? null
          : item instanceof Date
          ? item.toISOString()
          : type === "jsonb"
          ? JSON.stringify(item)
          : String(item)
      );
      const [row] = await database.unsafe(
        `select $1::${type}[] as items, '{}'::${type}[] as none, null::${type}[] as nothing`,
        [
          sent,
        ],
      );
      assert.deepEqual(row, { items, none: [], nothing: null });
    }));
}

Deno.test("arrays hold any text and any document", () =>
  withDatabase(async (database) => {
    const text = fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (texts) => {
        const [row] = await database`select ${texts}::text[] as texts, array(
          select to_jsonb(text) from unnest(${texts}::text[]) as text
        ) as documents`;
        assert.deepEqual(row, { texts, documents: texts });
      }),
      { numRuns: 50 },
    );
  }));

Deno.test("an array with an undefined item is not sent", () =>
  withDatabase(async (database) => {
    await assert.rejects(async () => await database`select ${["a", undefined] as string[]}::text[]`, TypeError);
    assert.deepEqual([...await database`select 1 as works`], [{ works: 1 }]);
  }));
