import assert from "node:assert/strict";
import fc from "fast-check";
import { slugOf, uniqueSlugs } from "./slugs.ts";

const title = (title: string) => ({ title, fallback: "code" });

Deno.test("slugOf() makes plain, short names", () => {
  assert.equal(slugOf("White Hanging Heart T-Light Holder"), "white-hanging-heart-t-light-holder");
  assert.equal(slugOf("  Crème & brûlée, 50%! "), "creme-brulee-50");
  assert.equal(slugOf("日本語"), "");
  assert.ok(slugOf("word ".repeat(100)).length <= 80);
});

Deno.test("uniqueSlugs() numbers collisions and falls back for titles without Latin letters", () => {
  assert.deepEqual(uniqueSlugs([title("Mug"), title("mug!"), title("Mug 2")], []), ["mug", "mug-2", "mug-2-2"]);
  assert.deepEqual(uniqueSlugs([title("Mug")], ["mug", "mug-2"]), ["mug-3"]);
  assert.deepEqual(uniqueSlugs([{ title: "日本語", fallback: "A1" }, { title: "🎁", fallback: "🎁" }], []), [
    "a1",
    "item",
  ]);
});

Deno.test("uniqueSlugs() never repeats a slug, whatever the titles", () => {
  const titles = fc.array(fc.constantFrom("Mug", "mug 2", "Mug-2-2", "🎁", "Clay mug", "").map(title), {
    maxLength: 60,
  });
  fc.assert(fc.property(titles, fc.array(fc.constantFrom("mug", "mug-2", "code", "code-2")), (titles, taken) => {
    const slugs = uniqueSlugs(titles, taken);
    assert.equal(new Set([...slugs, ...taken]).size, slugs.length + new Set(taken).size);
    for (const slug of slugs) assert.match(slug, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  }));
});
