import { deepEqual, equal, ok } from "node:assert/strict";
import fc from "fast-check";
import { choose, firstChoice, isPossible, type VariantChoice, variantWith } from "./variants.ts";

const variant = (values: string[], available = 1): VariantChoice => ({
  sku: values.join("-"),
  values,
  price: { currencyCode: "GBP", minorUnits: 100n },
  available,
  picture: -1,
});
const SHOP = [
  variant(["Sage", "Small"]),
  variant(["Sage", "Large"], 0),
  variant(["Clay", "Large"]),
  variant(["Clay", "Vast"]),
];

Deno.test("isPossible() looks at the options before, not at those after", () => {
  equal(isPossible(SHOP, ["Sage", "Small"], 0, "Clay"), true);
  equal(isPossible(SHOP, ["Sage", "Small"], 1, "Vast"), false);
});

Deno.test("choose() keeps what it can and otherwise takes what can be bought", () => {
  deepEqual(choose(SHOP, ["Sage", "Large"], 0, "Clay"), ["Clay", "Large"]);
  deepEqual(choose(SHOP, ["Clay", "Vast"], 0, "Sage"), ["Sage", "Small"]);
});

Deno.test("firstChoice() prefers what can be bought", () => {
  equal(firstChoice([variant(["A"], 0), variant(["B"])])?.sku, "B");
  equal(firstChoice([variant(["A"], 0)])?.sku, "A");
  equal(firstChoice([]), undefined);
});

Deno.test("every variant can be reached from every other by clicks on possible values", () => {
  const value = fc.constantFrom("a", "b", "c");
  const sets = fc.uniqueArray(fc.tuple(value, value, value), { minLength: 1, selector: String });
  fc.assert(fc.property(sets, fc.nat(), fc.nat(), (sets, from, to) => {
    const variants = sets.map((values) => variant(values));
    const goal = variants[to % variants.length]!.values;
    let chosen = variants[from % variants.length]!.values;
    for (const [option, wanted] of goal.entries()) {
      ok(isPossible(variants, chosen, option, wanted));
      chosen = choose(variants, chosen, option, wanted);
      ok(variantWith(variants, chosen), "a choice is always a variant");
    }
    deepEqual(chosen, goal);
  }));
});
