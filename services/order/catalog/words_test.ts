import assert from "node:assert/strict";
import fc from "fast-check";
import { words } from "./words.ts";

Deno.test("words() folds case, accents, apostrophes and punctuation", () => {
  assert.deepEqual(words("Crème Brûlée: the T-Light's glow"), ["creme", "brulee", "the", "t", "lights", "glow"]);
  assert.deepEqual(words("SMØRREBRØD straße ŒUVRE İstanbul"), ["smorrebrod", "strasse", "oeuvre", "istanbul"]);
  assert.deepEqual(words("Ελλάδα МОСКВА 日本語"), ["ελλαδα", "москва", "日本語"]);
});

Deno.test("words() finds nothing in symbols, emoji and blanks", () => {
  for (const text of ["", "  \t\n", "🎁🎄", "&|!():*<->'\\\"", "%_", "\u0000"]) assert.deepEqual(words(text), []);
});

Deno.test("words() gives only letters and digits, and the same again when applied twice", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
    const found = words(text);
    for (const word of found) assert.match(word, /^[\p{L}\p{N}]{1,64}$/u);
    assert.deepEqual(words(found.join(" ")), found);
  }));
});
