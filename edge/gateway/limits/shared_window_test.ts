import assert from "node:assert/strict";
import { startRedis } from "../../../dev/testing/redis.ts";
import { countRequest } from "./shared_window.ts";

const RATE = { max: 10, windowMs: 60_000 };
const MINUTE = 60_000;

Deno.test("countRequest() allows exactly the rate in a window, however many ask at once", async () => {
  await using process = await startRedis();
  const all = await Promise.all(
    Array.from({ length: 50 }, () => countRequest(process.redis, "a", RATE, 1_000 * MINUTE)),
  );
  assert.equal(all.filter(({ allowed }) => allowed).length, RATE.max);
});

Deno.test("countRequest() lets the window before fade", async () => {
  await using process = await startRedis();
  const ask = (now: number) => countRequest(process.redis, "a", RATE, now);
  const start = 1_000 * MINUTE;
  for (let i = 0; i < RATE.max; i++) assert.equal((await ask(start)).allowed, true);
  // At the middle of the next window, half of the ten still count.
  const later = await Promise.all(Array.from({ length: 6 }, () => ask(start + 1.5 * MINUTE)));
  assert.equal(later.filter(({ allowed }) => allowed).length, 5);
  assert.equal((await ask(start + 3 * MINUTE)).remaining, RATE.max - 1);
});
