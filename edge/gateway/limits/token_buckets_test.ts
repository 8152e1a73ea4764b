import assert from "node:assert/strict";
import fc from "fast-check";
import { TokenBuckets } from "./token_buckets.ts";

const RATE = { max: 6, windowMs: 60_000 };

function setUp() {
  const clock = { now: 0 };
  return { clock, buckets: new TokenBuckets(RATE, () => clock.now) };
}

Deno.test("TokenBuckets allows a burst of the whole rate, then one at a time", () => {
  const { clock, buckets } = setUp();
  const burst = Array.from({ length: 7 }, () => buckets.take("a"));
  assert.deepEqual(burst.map(({ allowed }) => allowed), [true, true, true, true, true, true, false]);
  assert.deepEqual(burst.map(({ remaining }) => remaining), [5, 4, 3, 2, 1, 0, 0]);
  assert.equal(burst[6]!.resetMs, 10_000);
  clock.now = 9_999;
  assert.equal(buckets.take("a").allowed, false);
  clock.now = 10_000;
  assert.equal(buckets.take("a").allowed, true);
  assert.equal(buckets.take("a").allowed, false);
});

Deno.test("TokenBuckets counts callers apart", () => {
  const { buckets } = setUp();
  for (let i = 0; i < 7; i++) buckets.take("a");
  assert.equal(buckets.take("b").allowed, true);
});

Deno.test("TokenBuckets remembers only so many callers", () => {
  const { buckets } = setUp();
  for (let i = 0; i < 7; i++) buckets.take("a");
  for (let i = 0; i < 9_999; i++) buckets.take(`other ${i}`);
  assert.equal(buckets.take("a").allowed, false);
  for (let i = 0; i < 10_000; i++) buckets.take(`other ${i}`);
  assert.equal(buckets.take("a").allowed, true);
});

Deno.test("TokenBuckets never allows more than a burst and what was refilled, even if the clock goes back", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: -5_000, max: 30_000 }), { maxLength: 200 }), (steps) => {
    const { clock, buckets } = setUp();
    let allowed = 0, elapsed = 0;
    for (const step of steps) {
      clock.now += step;
      elapsed += Math.max(0, step);
      if (buckets.take("a").allowed) allowed++;
    }
    assert.ok(allowed <= RATE.max + elapsed * RATE.max / RATE.windowMs + 1e-6);
  }));
});
