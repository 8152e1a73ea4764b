import assert from "node:assert/strict";
import { globMatches } from "./glob.ts";

const CASES: [pattern: string, matching: string[], other: string[]][] = [
  ["", [""], ["a"]],
  ["*", ["", "anything"], []],
  ["cart:*", ["cart:", "cart:1"], ["cart", "acart:1"]],
  ["a*b*c", ["abc", "a--b--bc"], ["ab", "abcd"]],
  ["h?llo", ["hello", "h*llo"], ["hllo", "heello"]],
  ["h[ae]llo", ["hello", "hallo"], ["hillo"]],
  ["h[^e]llo", ["hallo"], ["hello", "hllo"]],
  ["h[a-c]llo", ["hbllo"], ["hdllo"]],
  ["h[c-a]llo", ["hbllo"], ["hdllo"]],
  ["[\\]]", ["]"], ["\\"]],
  ["\\*", ["*"], ["a"]],
  ["[a", ["a"], ["b", "[a"]],
  ["a.c+(d)", ["a.c+(d)"], ["abc+(d)"]],
];

for (const [pattern, matching, other] of CASES) {
  Deno.test(`globMatches() reads "${pattern}" as Redis does`, () => {
    for (const text of matching) assert.ok(globMatches(pattern, text), text);
    for (const text of other) assert.ok(!globMatches(pattern, text), text);
  });
}

Deno.test("globMatches() takes no exponential time", () => {
  // A matcher that tries every star at every place would not end within the lifetime of this machine.
  assert.ok(!globMatches("a*".repeat(50) + "b", "a".repeat(2_000)));
});
