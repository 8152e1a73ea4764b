import assert from "node:assert/strict";
import { MemoryStore } from "./memory_store.ts";

function scanAll(store: MemoryStore, options: string[], betweenSteps: () => void = () => {}): string[] {
  const found: string[] = [];
  let cursor = "0";
  do {
    const [next, keys] = store.execute(["SCAN", cursor, ...options]) as [string, string[]];
    found.push(...keys);
    cursor = next;
    betweenSteps();
  } while (cursor !== "0");
  return found;
}

Deno.test("SCAN finds each key once that is there from start to end, while others come and go", () => {
  const store = new MemoryStore();
  for (let i = 0; i < 100; i++) store.execute(["SET", `${i % 2 ? "stays" : "goes"}:${i}`, ""]);
  let step = 0;
  const found = scanAll(store, ["COUNT", "7"], () => {
    store.execute(["DEL", `goes:${step * 2}`]);
    store.execute(["SET", `stays:${step * 2 + 1}`, "changed"]);
    if (step++ < 20) store.execute(["SET", `new:${step}`, ""]);
  });
  const stayed = found.filter((key) => key.startsWith("stays:"));
  assert.deepEqual(stayed.toSorted(), Array.from({ length: 50 }, (_, i) => `stays:${2 * i + 1}`).toSorted());
});

Deno.test("SCAN finds keys by pattern and type", () => {
  const store = new MemoryStore();
  store.execute(["SET", "cart:1", ""]);
  store.execute(["SADD", "cart:2", "a"]);
  store.execute(["SADD", "other", "a"]);
  assert.deepEqual(scanAll(store, ["MATCH", "cart:*", "TYPE", "SET", "COUNT", "1"]), ["cart:2"]);
});
