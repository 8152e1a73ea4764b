import assert from "node:assert/strict";
import { prune } from "./prune.ts";

Deno.test("prune() goes on until a batch is not full, and counts", async () => {
  let left = 2_500;
  const removed = await prune((limit) => {
    const count = Math.min(limit, left);
    left -= count;
    return Promise.resolve({ count });
  });
  assert.deepEqual([removed, left], [2_500, 0]);
});

Deno.test("prune() stops between two batches when it is told to", async () => {
  const stopped = new AbortController();
  let batches = 0;
  const pruning = prune((limit) => {
    batches++;
    stopped.abort();
    return Promise.resolve({ count: limit });
  }, stopped.signal);
  await assert.rejects(pruning, { name: "AbortError" });
  assert.equal(batches, 1);
});
