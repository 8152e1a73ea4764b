import assert from "node:assert/strict";
import fc from "fast-check";
import { rateOf, taxOf, taxOnTop, taxWithin } from "./tax.ts";

const amount = fc.bigInt(0n, 10n ** 12n);
const rate = fc.bigInt(0n, 1_000_000n);

Deno.test("tax is contained in prices that include it, and added to those that do not", () => {
  const rates = { standard: 200_000 };
  assert.equal(taxOf(1200n, "standard", { included: true, rates }), 200n);
  assert.equal(taxOf(1200n, "standard", { included: false, rates }), 240n);
  assert.equal(taxOf(3n, "standard", { included: true, rates }), 1n); // a half
  assert.equal(taxOf(1000n, "standard", { included: true, rates: { standard: 81_000 } }), 75n);
});

Deno.test("a class without a rate has the standard one, and where there is none there is no tax", () => {
  const terms = { included: true, rates: { standard: 200_000, zero: 0 } };
  assert.equal(rateOf(terms, "zero"), 0n);
  assert.equal(rateOf(terms, "books"), 200_000n);
  assert.equal(rateOf({ included: true, rates: {} }, "standard"), 0n);
});

Deno.test("adding tax and taking it out again is off by at most one minor unit, either way", () => {
  fc.assert(fc.property(amount, rate, (amount, rate) => {
    const gross = amount + taxOnTop(amount, rate);
    const back = gross - taxWithin(gross, rate) - amount;
    assert.ok(back >= -1n && back <= 1n);
    const net = amount - taxWithin(amount, rate);
    const again = net + taxOnTop(net, rate) - amount;
    assert.ok(again >= -1n && again <= 1n);
  }));
});

Deno.test("less to pay is never less than the tax that goes with it", () => {
  fc.assert(fc.property(amount, rate, (amount, rate) => {
    for (const tax of [taxWithin, taxOnTop]) assert.ok(tax(amount, rate) <= tax(amount + 1n, rate));
    assert.ok(taxWithin(amount, rate) <= amount);
  }));
});
