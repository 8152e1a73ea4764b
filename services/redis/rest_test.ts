import assert from "node:assert/strict";
import { Redis } from "@upstash/redis";
import { createLog } from "../kit/log.ts";
import type { Backend } from "./backend.ts";
import { memoryBackend } from "./memory/memory_backend.ts";
import { redisBackend } from "./redis_backend.ts";
import { createRest } from "./rest.ts";

const TOKEN = "test-token";
const log = createLog({ process: "test", sink: () => {} });
const redisUrl = Deno.env.get("TEST_REDIS_URL");

interface Endpoint {
  url: string;
  redis: Redis;
  /** In front of the keys of this test. */
  prefix: string;
}

async function withEndpoint(backend: Backend, use: (endpoint: Endpoint) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const app = createRest({ backend, token: TOKEN, log, stopping: stopping.signal });
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, app.fetch);
  const url = `http://127.0.0.1:${server.addr.port}`;
  const redis = new Redis({ url, token: TOKEN, enableTelemetry: false, retry: false });
  const prefix = `shopflow-test:${crypto.randomUUID()}:`;
  try {
    await use({ url, redis, prefix });
  } finally {
    const keys = await redis.keys(`${prefix}*`);
    if (keys.length > 0) await redis.del(...keys);
    stopping.abort();
    await server.shutdown();
    backend.close();
  }
}

/** Runs a test in front of memory and, where there is one, of a real Redis. */
function onEachBackend(name: string, use: (endpoint: Endpoint) => Promise<void>): void {
  Deno.test(`${name} (memory)`, () => withEndpoint(memoryBackend(), use));
  Deno.test({
    name: redisUrl ? `${name} (Redis)` : `${name} (Redis; skipped: TEST_REDIS_URL is not set)`,
    ignore: !redisUrl,
    fn: () => withEndpoint(redisBackend(redisUrl!, log), use),
  });
}

async function send(url: string, init: RequestInit = {}) {
  const headers = { authorization: `Bearer ${TOKEN}`, ...init.headers };
  const response = await fetch(url, { ...init, headers });
  return { status: response.status, body: await response.json() };
}

onEachBackend("the client stores and reads values of every kind", async ({ redis, prefix }) => {
  const key = (name: string) => prefix + name;
  await redis.set(key("text"), "žluťoučký 🐎");
  assert.equal(await redis.get(key("text")), "žluťoučký 🐎");
  await redis.set(key("json"), { lines: [1, "2"] });
  assert.deepEqual(await redis.get(key("json")), { lines: [1, "2"] });
  assert.equal(await redis.get(key("none")), null);
  await redis.hset(key("hash"), { a: 1, b: "x" });
  assert.deepEqual(await redis.hgetall(key("hash")), { a: 1, b: "x" });
  assert.equal(await redis.hgetall(key("none")), null);
  await redis.rpush(key("list"), 1, 2, 3);
  assert.deepEqual(await redis.lrange(key("list"), 0, -1), [1, 2, 3]);
  await redis.sadd(key("set"), "m", "n");
  assert.deepEqual((await redis.smembers(key("set"))).toSorted(), ["m", "n"]);
  await redis.zadd(key("zset"), { score: 2, member: "b" }, { score: 1.5, member: "a" });
  assert.deepEqual(await redis.zrange(key("zset"), 0, -1, { withScores: true }), ["a", 1.5, "b", 2]);
});

onEachBackend("the client reads the text OK alone and within a list", async ({ redis, prefix }) => {
  await redis.set(`${prefix}a`, "OK");
  assert.equal(await redis.get(`${prefix}a`), "OK");
  assert.deepEqual(await redis.mget(`${prefix}a`, `${prefix}a`), ["OK", "OK"]);
});

onEachBackend("SET takes its options in any letter case", async ({ redis, prefix }) => {
  const key = `${prefix}lock`;
  assert.equal(await redis.set(key, 1, { nx: true, ex: 100 }), "OK");
  assert.equal(await redis.set(key, 2, { nx: true, ex: 100 }), null);
  assert.equal(await redis.ttl(key), 100);
  assert.equal(await redis.set(key, 3, { get: true, keepTtl: true }), 1);
  assert.ok(await redis.ttl(key) > 0);
});

onEachBackend("a pipeline keeps the order and the errors of its commands", async ({ redis, prefix }) => {
  const pipeline = redis.pipeline().set(`${prefix}t`, "text").incr(`${prefix}t`).get(`${prefix}t`);
  const replies = await pipeline.exec({ keepErrors: true });
  assert.deepEqual(replies.map((reply) => reply.result), ["OK", undefined, "text"]);
  assert.match(replies[1]!.error!, /^ERR value is not an integer/);
});

onEachBackend("a transaction runs on after a command that fails", async ({ url, prefix }) => {
  const commands = [["SET", `${prefix}t`, "x"], ["INCR", `${prefix}t`], ["GET", `${prefix}t`]];
  const { body } = await send(`${url}/multi-exec`, { method: "POST", body: JSON.stringify(commands) });
  const error = "ERR value is not an integer or out of range";
  assert.deepEqual(body, [{ result: "OK" }, { error }, { result: "x" }]);
});

onEachBackend("a transaction with a malformed command changes nothing", async ({ url, redis, prefix }) => {
  const commands = [["SET", `${prefix}t`, "x"], ["INCR"]];
  const { status, body } = await send(`${url}/multi-exec`, { method: "POST", body: JSON.stringify(commands) });
  assert.equal(status, 400);
  assert.match(body.error, /^EXECABORT /);
  assert.equal(await redis.exists(`${prefix}t`), 0);
});

onEachBackend("a hundred parallel increments count a hundred", async ({ redis, prefix }) => {
  await Promise.all(
    Array.from({ length: 100 }, () => redis.multi().incr(`${prefix}n`).expire(`${prefix}n`, 60).exec()),
  );
  assert.equal(await redis.get(`${prefix}n`), 100);
});

onEachBackend("a scan with a pattern finds every key once", async ({ redis, prefix }) => {
  const names = Array.from({ length: 35 }, (_, i) => `${prefix}key-${i}`);
  await Promise.all(names.map((name) => redis.set(name, 1)));
  const found: string[] = [];
  let cursor = "0";
  do {
    const [next, keys] = await redis.scan(cursor, { match: `${prefix}key-*`, count: 10 });
    found.push(...keys);
    cursor = next;
  } while (cursor !== "0");
  assert.deepEqual(found.toSorted(), names.toSorted());
});

onEachBackend("a subscriber receives what is published on its channel", async ({ redis, prefix }) => {
  const opened = Promise.withResolvers<void>();
  const received = Promise.withResolvers<unknown>();
  const subscription = redis.subscribe<{ hi: string }>(`${prefix}news`);
  subscription.on("subscribe", () => opened.resolve());
  subscription.on("message", (event) => received.resolve(event));
  await opened.promise;
  assert.equal(await redis.publish(`${prefix}news`, { hi: "žlutý" }), 1);
  assert.deepEqual(await received.promise, { channel: `${prefix}news`, message: { hi: "žlutý" } });
  await subscription.unsubscribe();
});

onEachBackend(
  "a pattern's subscriber learns the channel, and is forgotten when it leaves",
  async ({ redis, prefix }) => {
    const opened = Promise.withResolvers<void>();
    const received = Promise.withResolvers<unknown>();
    const subscription = redis.psubscribe<number>(`${prefix}orders.*`);
    subscription.on("psubscribe", () => opened.resolve());
    subscription.on("pmessage", (event) => received.resolve(event));
    await opened.promise;
    await redis.publish(`${prefix}orders.7`, 7);
    const event = { pattern: `${prefix}orders.*`, channel: `${prefix}orders.7`, message: 7 };
    assert.deepEqual(await received.promise, event);
    await subscription.unsubscribe();
    while (await redis.publish(`${prefix}orders.7`, 8) > 0) continue;
  },
);

onEachBackend("a command in a path takes arguments, body and query in this order", async ({ url, prefix }) => {
  const set = await send(`${url}/set/${prefix}p%2Fq?EX=100&NX`, { method: "POST", body: "a body" });
  assert.deepEqual(set, { status: 200, body: { result: "OK" } });
  assert.deepEqual((await send(`${url}/get/${prefix}p%2Fq`)).body, { result: "a body" });
  assert.deepEqual((await send(`${url}/ttl/${prefix}p%2Fq`)).body, { result: 100 });
});

onEachBackend("bytes that are no text survive in base64", async ({ url, prefix }) => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  await send(`${url}/set/${prefix}raw`, { method: "POST", body: bytes });
  const { body } = await send(`${url}/get/${prefix}raw`, { headers: { "upstash-encoding": "base64" } });
  assert.deepEqual(Uint8Array.fromBase64(body.result), bytes);
});

onEachBackend("errors of Redis and refused commands are answered with 400", async ({ url }) => {
  const refused = async (path: string) => {
    const { status, body } = await send(url + path);
    assert.equal(status, 400);
    return body.error;
  };
  assert.equal(await refused("/nope/%C5%BE"), "ERR unknown command 'nope', with args beginning with: 'ž' ");
  assert.equal(await refused("/get"), "ERR wrong number of arguments for 'get' command");
  for (const command of ["SELECT/1", "blpop/key/0", "shutdown", "config/get/x", "auth/x"]) {
    const [name] = command.split("/");
    assert.equal(await refused(`/${command}`), `ERR Command is not available: '${name}'`);
  }
  assert.equal(await refused("/xread/BLOCK/0/STREAMS/s/0"), "ERR Command is not available: 'xread BLOCK'");
});
