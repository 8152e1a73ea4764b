import assert from "node:assert/strict";
import fc from "fast-check";
import type { Entry } from "./entry.ts";
import { EntryStore } from "./entry_store.ts";

function entryOf(bytes: number): Entry {
  const lifetime = { maxAge: 1, staleWhileRevalidate: 0, staleIfError: 0 };
  return { storedAt: 0, lifetime, headers: [], etag: "", body: new Uint8Array(bytes), encoded: {} };
}

Deno.test("EntryStore forgets what was not used for the longest time", () => {
  const store = new EntryStore({ entries: 2, bytes: 100 });
  store.set("a", entryOf(1));
  store.set("b", entryOf(1));
  store.get("a");
  store.set("c", entryOf(1));
  assert.deepEqual(["a", "b", "c"].map((key) => store.get(key) !== undefined), [true, false, true]);
});

Deno.test("EntryStore keeps nothing larger than itself, and forgets what that replaces", () => {
  const store = new EntryStore({ entries: 2, bytes: 100 });
  store.set("a", entryOf(1));
  store.set("a", entryOf(101));
  assert.equal(store.get("a"), undefined);
});

Deno.test("EntryStore stays within its limits whatever is put in", () => {
  const limits = { entries: 4, bytes: 100 };
  const steps = fc.array(fc.tuple(fc.constantFrom(..."abcdefgh"), fc.nat(120)), { maxLength: 50 });
  fc.assert(fc.property(steps, (all) => {
    const store = new EntryStore(limits);
    for (const [key, bytes] of all) store.set(key, entryOf(bytes));
    const kept = [..."abcdefgh"].map((key) => store.get(key)).filter((entry) => entry !== undefined);
    assert.ok(kept.length <= limits.entries);
    assert.ok(kept.reduce((sum, { body }) => sum + body.length, 0) <= limits.bytes);
    const last = all.findLast(([, bytes]) => bytes <= limits.bytes);
    if (last && all.at(-1) === last) assert.equal(store.get(last[0])?.body.length, last[1]);
  }));
});
