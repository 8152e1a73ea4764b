import assert from "node:assert/strict";
import fc from "fast-check";
import { allocate } from "./allocate.ts";

const weights = fc.array(fc.bigInt(0n, 1_000_000n), { minLength: 1, maxLength: 20 });

Deno.test("allocate() gives what does not divide to those that lost most, among equals to the first", () => {
  assert.deepEqual(allocate(100n, [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(allocate(5n, [1n, 2n, 2n]), [1n, 2n, 2n]);
  assert.deepEqual(allocate(2n, [1n, 8n, 1n]), [0n, 2n, 0n]);
  assert.deepEqual(allocate(0n, [0n, 0n]), [0n, 0n]);
  assert.deepEqual(allocate(0n, []), []);
});

Deno.test("allocate() gives parts that sum to the amount, each its share rounded up or down", () => {
  fc.assert(fc.property(fc.bigInt(0n, 10n ** 12n), weights, (amount, weights) => {
    const sum = weights.reduce((sum, weight) => sum + weight, 0n);
    fc.pre(sum > 0n);
    const parts = allocate(amount, weights);
    assert.equal(parts.reduce((sum, part) => sum + part, 0n), amount);
    for (const [index, part] of parts.entries()) {
      const exact = amount * weights[index]!;
      assert.ok(part * sum > exact - sum && part * sum < exact + sum);
    }
  }));
});

Deno.test("allocate() takes of nobody more than there is, when it splits at most the sum of the weights", () => {
  const cases = weights.chain((weights) =>
    fc.tuple(fc.constant(weights), fc.bigInt(0n, weights.reduce((sum, weight) => sum + weight, 0n)))
  );
  fc.assert(fc.property(cases, ([weights, amount]) => {
    allocate(amount, weights).forEach((part, index) => assert.ok(part <= weights[index]!));
  }));
});

Deno.test("allocate() refuses what cannot be split", () => {
  assert.throws(() => allocate(1n, [0n, 0n]), RangeError);
  assert.throws(() => allocate(1n, []), RangeError);
  assert.throws(() => allocate(-1n, [1n]), RangeError);
  assert.throws(() => allocate(1n, [2n, -1n]), RangeError);
});
