import assert from "node:assert/strict";
import fc from "fast-check";
import { readCursor, writeCursor } from "./cursor.ts";

const ANY = /^/;
const refused = { codeName: "INVALID_ARGUMENT" };

Deno.test("readCursor() reads what writeCursor() wrote, whatever the keys", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 4 }), (keys) => {
    const cursor = writeCursor(keys);
    assert.match(cursor, /^[\w-]*$/, "goes into a query as it is");
    assert.deepEqual(readCursor(cursor, ...keys.map(() => ANY)), keys);
  }));
});

Deno.test("readCursor() refuses keys of another number or shape, and what no cursor is", () => {
  for (const keys of [[], ["1"], ["1", "2", "3"], ["a", "2"]]) {
    assert.throws(() => readCursor(writeCursor(keys), /^\d$/, /^\d$/), refused);
  }
  fc.assert(fc.property(fc.string(), (text) => {
    assert.throws(() => readCursor(text, ANY, ANY), refused);
  }));
});
