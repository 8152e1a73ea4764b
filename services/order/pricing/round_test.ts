import assert from "node:assert/strict";
import fc from "fast-check";
import { roundedShare } from "./round.ts";

Deno.test("roundedShare() rounds to the nearest minor unit, a half away from zero", () => {
  const rounded = (tenths: bigint) => roundedShare(tenths, 1n, 10n);
  assert.deepEqual([4n, 5n, 14n, 15n, 25n, 26n].map(rounded), [0n, 1n, 1n, 2n, 3n, 3n]);
  assert.deepEqual([-4n, -5n, -14n, -15n, -25n].map(rounded), [0n, -1n, -1n, -2n, -3n]);
});

Deno.test("roundedShare() is off by at most a half, and mirrors what is given back", () => {
  const amount = fc.bigInt(-(10n ** 15n), 10n ** 15n);
  fc.assert(fc.property(amount, fc.bigInt(0n, 2_000_000n), fc.bigInt(1n, 2_000_000n), (amount, up, down) => {
    const rounded = roundedShare(amount, up, down);
    const off = 2n * (rounded * down - amount * up);
    assert.ok(-down <= off && off <= down);
    assert.equal(roundedShare(-amount, up, down), -rounded);
  }));
});
