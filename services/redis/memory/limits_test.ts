import assert from "node:assert/strict";
import fc from "fast-check";
import type { CommandLine } from "../backend.ts";
import { CommandError } from "../backend.ts";
import { commandLine } from "./differential_commands.ts";
import { MemoryStore } from "./memory_store.ts";

const OOM = { name: "CommandError", message: "OOM command not allowed when used memory > 'maxmemory'." };

Deno.test("a full store refuses to grow, still reads and deletes, and recovers", () => {
  const store = new MemoryStore({ maxMemoryBytes: 10_000 });
  const run = (...line: CommandLine) => store.execute(line);
  run("SET", "big", "x".repeat(10_000));
  for (const line of [["SET", "a", "1"], ["INCR", "n"], ["LPUSH", "l", "1"], ["ZADD", "z", "1", "m"]]) {
    assert.throws(() => run(...line as CommandLine), OOM);
  }
  assert.equal(run("STRLEN", "big"), 10_000);
  assert.equal(run("EXPIRE", "big", "100"), 1);
  assert.equal(run("DEL", "big"), 1);
  assert.equal(run("SET", "a", "1"), "OK");
});

Deno.test("a full store discards a transaction that would grow it as a whole", () => {
  const store = new MemoryStore({ maxMemoryBytes: 1_000 });
  store.execute(["SET", "big", "x".repeat(1_000)]);
  assert.throws(() => store.transact([["DEL", "big"], ["SET", "a", "1"]]), /EXECABORT/);
  assert.equal(store.execute(["EXISTS", "big"]), 1);
});

Deno.test("the number of keys is bounded", () => {
  const store = new MemoryStore({ maxKeys: 3 });
  for (const key of ["a", "b", "c"]) store.execute(["SET", key, ""]);
  assert.throws(() => store.execute(["SET", "d", ""]), OOM);
});

Deno.test("the bytes counted depend on what is stored, not on how it came there", () => {
  const property = fc.property(fc.array(commandLine(""), { maxLength: 80 }), (lines) => {
    const store = new MemoryStore();
    for (const line of lines) executeAnyhow(store, line);
    for (const key of store.execute(["KEYS", "*"]) as string[]) store.execute(["DEL", key]);
    assert.equal(store.usedBytes, 0);
  });
  fc.assert(property, { numRuns: 300 });
});

function executeAnyhow(store: MemoryStore, line: CommandLine): void {
  try {
    store.execute(line);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
  }
}
