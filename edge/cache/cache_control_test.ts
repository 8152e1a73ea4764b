import assert from "node:assert/strict";
import { lifetimeOf } from "./cache_control.ts";

Deno.test("lifetimeOf() reads what a shared cache may do", () => {
  assert.deepEqual(lifetimeOf("public, max-age=10, stale-while-revalidate=30, stale-if-error=60"), {
    maxAge: 10,
    staleWhileRevalidate: 30,
    staleIfError: 60,
  });
});

Deno.test("lifetimeOf() puts s-maxage before max-age", () => {
  assert.equal(lifetimeOf("public, max-age=0, s-maxage=5")?.maxAge, 5);
  assert.equal(lifetimeOf("public, max-age=60, s-maxage=0"), undefined);
});

for (
  const header of [
    null,
    "",
    "max-age=60",
    "public",
    "public, max-age=0",
    "public, max-age=-1",
    "public, max-age=soon",
    "private, max-age=60",
    "public, private, max-age=60",
    "public, no-store, max-age=60",
    "public, no-cache, max-age=60",
    "public, max-age=31536000, immutable", // a file that is in memory already
  ]
) {
  Deno.test(`lifetimeOf() keeps nothing that says ${JSON.stringify(header)}`, () => {
    assert.equal(lifetimeOf(header), undefined);
  });
}
