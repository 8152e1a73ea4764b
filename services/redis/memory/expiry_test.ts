import assert from "node:assert/strict";
import type { CommandLine } from "../backend.ts";
import { MemoryStore } from "./memory_store.ts";

const START = Date.UTC(2026, 0, 1);

function storeWithClock() {
  const clock = { now: START };
  const store = new MemoryStore({ now: () => clock.now });
  const run = (...line: CommandLine) => store.execute(line);
  return { clock, store, run };
}

Deno.test("a key is there until its last millisecond and gone after it", () => {
  const { clock, run } = storeWithClock();
  run("SET", "k", "v", "PX", "1500");
  clock.now += 1_499;
  assert.equal(run("GET", "k"), "v");
  assert.equal(run("PTTL", "k"), 1);
  clock.now += 1;
  assert.equal(run("GET", "k"), null);
  assert.equal(run("TTL", "k"), -2);
});

Deno.test("an expired collection is a new one to the next writer", () => {
  const { clock, run } = storeWithClock();
  run("RPUSH", "k", "old");
  run("EXPIRE", "k", "1");
  clock.now += 1_000;
  assert.equal(run("HSET", "k", "field", "new"), 1);
  assert.equal(run("TTL", "k"), -1);
});

Deno.test("SET clears an expiry, KEEPTTL and counters keep it", () => {
  const { run } = storeWithClock();
  run("SET", "k", "1", "EX", "100");
  run("INCR", "k");
  run("SET", "k", "5", "KEEPTTL");
  assert.equal(run("TTL", "k"), 100);
  run("SET", "k", "6");
  assert.equal(run("TTL", "k"), -1);
});

Deno.test("RENAME takes the expiry along", () => {
  const { run } = storeWithClock();
  run("SET", "a", "1", "EX", "100");
  run("SET", "b", "2", "EX", "7");
  run("RENAME", "a", "b");
  assert.equal(run("TTL", "b"), 100);
});

Deno.test("SET NX succeeds once a lock has expired", () => {
  const { clock, run } = storeWithClock();
  assert.equal(run("SET", "lock", "a", "NX", "EX", "10"), "OK");
  assert.equal(run("SET", "lock", "b", "NX", "EX", "10"), null);
  clock.now += 10_000;
  assert.equal(run("SET", "lock", "b", "nx", "ex", "10"), "OK");
});

Deno.test("EXPIRE with GT or LT moves the expiry one way only", () => {
  const { run } = storeWithClock();
  run("SET", "k", "v", "EX", "100");
  assert.equal(run("EXPIRE", "k", "100", "GT"), 0);
  assert.equal(run("EXPIRE", "k", "101", "GT"), 1);
  assert.equal(run("EXPIRE", "k", "101", "LT"), 0);
  assert.equal(run("EXPIRE", "k", "50", "LT"), 1);
  assert.equal(run("TTL", "k"), 50);
});

Deno.test("sweep() frees the memory of expired keys that nobody reads", () => {
  const { clock, store, run } = storeWithClock();
  run("SET", "stays", "v");
  const before = store.usedBytes;
  for (let i = 0; i < 100; i++) run("SET", `k${i}`, "v".repeat(100), "EX", "10");
  clock.now += 10_000;
  assert.ok(store.usedBytes > before + 10_000);
  store.sweep();
  assert.equal(store.usedBytes, before);
  assert.equal(run("DBSIZE"), 1);
});

Deno.test("TIME tells seconds and microseconds", () => {
  const { clock, run } = storeWithClock();
  clock.now += 42;
  assert.deepEqual(run("TIME"), [String(START / 1000), "42000"]);
});
