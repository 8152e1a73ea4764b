import assert from "node:assert/strict";
import type { Redis } from "@upstash/redis";
import { Hono } from "hono";
import { createLog } from "../../../services/kit/log.ts";
import { startRedis } from "../../../dev/testing/redis.ts";
import { noRedis, testApp } from "../../testing/test_app.ts";
import { writeLimit } from "./write_limit.ts";

const MAX = 5;

/** An edge that limits writes, and what a POST from an address is answered. */
function edge(redis: Redis, trustedProxies = 0) {
  const { app, logged } = testApp({ redis, writesPerMinute: MAX, trustedProxies });
  const post = (hostname: string, headers: Record<string, string> = {}) => {
    const info = { remoteAddr: { transport: "tcp" as const, hostname, port: 1 } };
    return app.request("/cart", { method: "POST", headers: { accept: "application/json", ...headers } }, info);
  };
  return { app, logged, post };
}

async function statuses(count: number, ask: () => Response | Promise<Response>): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < count; i++) all.push((await ask()).status);
  return all;
}

Deno.test("writeLimit() says how much is left, and refuses what is too much", async () => {
  const { post } = edge(noRedis());
  const first = await post("192.0.2.1");
  assert.equal(first.headers.get("ratelimit-policy"), '"writes";q=5;w=60');
  assert.match(first.headers.get("ratelimit")!, /^"writes";r=4;t=\d+$/);
  assert.deepEqual(await statuses(4, () => post("192.0.2.1")), [200, 200, 200, 200]);
  const refused = await post("192.0.2.1");
  assert.equal(refused.status, 429);
  assert.match(refused.headers.get("retry-after")!, /^1[12]$/); // a fifth of a minute
  assert.equal((await refused.json()).code, "RATE_LIMITED");
});

Deno.test("writeLimit() counts addresses apart, and the addresses of one IPv6 network together", async () => {
  const { post } = edge(noRedis());
  await statuses(MAX, () => post("192.0.2.1"));
  assert.equal((await post("192.0.2.2")).status, 200);
  await statuses(MAX, () => post("2001:db8:1:2::1"));
  assert.equal((await post("2001:db8:1:2:aaaa:bbbb:cccc:dddd")).status, 429);
  assert.equal((await post("2001:db8:1:3::1")).status, 200);
});

Deno.test("writeLimit() counts nothing that only reads", async () => {
  const { app, post } = edge(noRedis());
  await statuses(MAX * 2, () => app.request("/"));
  const response = await app.request("/");
  assert.equal(response.headers.get("ratelimit"), null);
  assert.equal((await post("192.0.2.1")).status, 200);
});

Deno.test("writeLimit() ignores X-Forwarded-For, which anybody can send", async () => {
  const { post } = edge(noRedis());
  let address = 0;
  const spoofed = () =>
    post("192.0.2.1", { "x-forwarded-for": `198.51.100.${address++}`, "x-real-ip": "198.51.100.1" });
  assert.deepEqual(await statuses(MAX + 1, spoofed), [200, 200, 200, 200, 200, 429]);
});

Deno.test("writeLimit() believes only what our own proxies say", async () => {
  const { post } = edge(noRedis(), 1);
  let address = 0;
  const spoofed = () => post("10.0.0.1", { "x-forwarded-for": `198.51.100.${address++}, 192.0.2.1` });
  assert.deepEqual(await statuses(MAX + 1, spoofed), [200, 200, 200, 200, 200, 429]);
  assert.equal((await post("10.0.0.1", { "x-forwarded-for": "192.0.2.2" })).status, 200);
});

Deno.test("writeLimit() limits over all edges", async () => {
  await using process = await startRedis();
  const one = edge(process.redis), other = edge(process.redis);
  const both = [...await statuses(3, () => one.post("192.0.2.1")), ...await statuses(3, () => other.post("192.0.2.1"))];
  assert.deepEqual(both, [200, 200, 200, 200, 200, 429]);
});

Deno.test("writeLimit() goes on by itself when Redis goes away, and says so once", async () => {
  await using process = await startRedis();
  const { post, logged } = edge(process.redis);
  assert.equal((await post("192.0.2.1")).status, 200);
  await process.kill();
  assert.deepEqual(await statuses(MAX, () => post("192.0.2.1")), [200, 200, 200, 200, 429]);
  assert.equal(logged.filter(({ level }) => level === "warn").length, 1);
});

Deno.test("writeLimit() says once that Redis is away, however often it asks, and once that it is back", async () => {
  await using process = await startRedis();
  const logged: string[] = [];
  const log = createLog({ process: "edge", sink: (line) => logged.push(JSON.parse(line).message) });
  let time = 0;
  const now = () => time += 3_000; // longer than Redis is left alone
  const app = new Hono().use(writeLimit({ redis: process.redis, log, writesPerMinute: 100, trustedProxies: 0, now }));
  const post = () => app.request("/", { method: "POST" }, {});
  process.freeze(true);
  await statuses(3, post);
  process.freeze(false);
  await statuses(2, post);
  assert.deepEqual(logged, [
    "limits are local for now: Redis does not answer",
    "limits are shared again: Redis answers",
  ]);
});

Deno.test("writeLimit() does not wait for a Redis that is slow", async () => {
  await using process = await startRedis();
  const { post } = edge(process.redis);
  assert.equal((await post("192.0.2.1")).status, 200);
  process.freeze(true);
  const start = performance.now();
  assert.deepEqual(await statuses(3, () => post("192.0.2.1")), [200, 200, 200]);
  const took = performance.now() - start;
  process.freeze(false);
  assert.ok(took < 1_000, `took ${took} ms: one wait of 150 ms, then none`);
});
