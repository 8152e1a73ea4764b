import assert from "node:assert/strict";
import fc from "fast-check";
import { createLog } from "../../kit/log.ts";
import { type Backend, CommandError, type CommandLine, type Reply } from "../backend.ts";
import { redisBackend } from "../redis_backend.ts";
import { commandLine } from "./differential_commands.ts";
import { MemoryStore } from "./memory_store.ts";

const redisUrl = Deno.env.get("TEST_REDIS_URL");
/** Sequences of commands; each starts with an empty set of keys. */
const RUNS = Number(Deno.env.get("TEST_REDIS_RUNS") ?? 200);

Deno.test({
  name: redisUrl
    ? "MemoryStore answers as a real Redis does"
    : "MemoryStore answers as a real Redis does (skipped: TEST_REDIS_URL is not set)",
  ignore: !redisUrl,
  async fn() {
    const real = redisBackend(redisUrl!, createLog({ process: "test" }));
    const prefix = `shopflow-test:${crypto.randomUUID()}:`;
    try {
      const property = fc.asyncProperty(
        fc.array(commandLine(prefix), { minLength: 1, maxLength: 60 }),
        (lines) => compare(real, lines, prefix),
      );
      await fc.assert(property, { numRuns: RUNS });
    } finally {
      await removeKeys(real, prefix);
      real.close();
    }
  },
});

async function compare(real: Backend, lines: CommandLine[], prefix: string): Promise<void> {
  await removeKeys(real, prefix);
  const store = new MemoryStore();
  for (const line of lines) {
    const expected = await settle(() => real.execute(line));
    const actual = await settle(() => Promise.try(() => store.execute(line)));
    if (isBeyondLongDouble(line, actual)) return;
    if (isSameTime(line, actual, expected)) continue;
    const shown = `${JSON.stringify(line).replaceAll(prefix, "")}\n`;
    assert.deepEqual([shown, comparable(line, actual)], [shown, comparable(line, expected)]);
  }
}

async function settle(execute: () => Promise<Reply>): Promise<Reply> {
  try {
    return await execute();
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}

async function removeKeys(real: Backend, prefix: string): Promise<void> {
  const keys = await real.execute(["KEYS", `${prefix}*`]) as string[];
  if (keys.length > 0) await real.execute(["DEL", ...keys]);
}

/** Redis promises no order for these. */
const UNORDERED = new Set(["SMEMBERS", "SINTER", "SUNION", "SDIFF", "HKEYS", "HVALS", "HGETALL", "KEYS"]);
const UNORDERED_SCANS = new Set(["SSCAN", "HSCAN"]);

function comparable([name]: CommandLine, reply: Reply): unknown {
  const command = name.toUpperCase();
  if (!Array.isArray(reply)) return reply;
  if (UNORDERED.has(command)) return reply.toSorted();
  return UNORDERED_SCANS.has(command) ? reply.flat().toSorted() : reply;
}

/** Times may differ a little, because the two clocks are not read at one moment. */
const TOLERANCE: Record<string, number> = { TTL: 5, EXPIRETIME: 5, PTTL: 5_000, PEXPIRETIME: 5_000 };

function isSameTime([name]: CommandLine, actual: Reply, expected: Reply): boolean {
  const tolerance = TOLERANCE[name.toUpperCase()];
  if (tolerance === undefined || typeof actual !== "number" || typeof expected !== "number") return false;
  return actual > 0 && expected > 0 && Math.abs(actual - expected) <= tolerance;
}

/** Redis adds in 80-bit floats, the store in decimals: from 18 digits on, they part. */
function isBeyondLongDouble([name]: CommandLine, reply: Reply): boolean {
  return name.toUpperCase().endsWith("BYFLOAT") && /^-?\d{17,}\.\d/.test(String(reply));
}
