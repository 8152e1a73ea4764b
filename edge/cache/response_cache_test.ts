import assert from "node:assert/strict";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { createLog } from "../../services/kit/log.ts";
import { ResponseCache } from "./response_cache.ts";

const PUBLIC = "public, max-age=10, stale-while-revalidate=20, stale-if-error=30";
const URL_ = "https://shop.example/mugs";

/** A cache before an origin that counts its answers: "1", "2" and so on. */
function setUp(init: ResponseInit = { headers: { "cache-control": PUBLIC } }) {
  const state = { now: 0, count: 0, init, requests: [] as Request[], body: (count: number) => String(count) };
  const logged: string[] = [];
  const log = createLog({ process: "edge", sink: (line) => logged.push(line) });
  const cache = new ResponseCache({ log, now: () => state.now });
  const ask = async (url = URL_, request: RequestInit = {}) => {
    const response = await cache.answer(new Request(url, request), (asked) => {
      state.requests.push(asked);
      return Promise.resolve(new Response(state.body(++state.count), state.init));
    });
    return { response, text: await response.text(), from: response.headers.get("x-cache") };
  };
  return { state, cache, ask, logged };
}

/** An origin that answers when told to. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const seen = { count: 0 };
  return { seen, resolve, origin: () => (seen.count++, promise.then((response) => response.clone())) };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!await condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

Deno.test("ResponseCache answers a second request without the origin", async () => {
  const { state, ask } = setUp();
  assert.deepEqual([(await ask()).from, (await ask()).from], ["miss", "hit"]);
  assert.equal(state.count, 1);
});

Deno.test("ResponseCache says how old an answer is", async () => {
  const { state, ask } = setUp();
  await ask();
  state.now = 9_999;
  assert.equal((await ask()).response.headers.get("age"), "9");
});

Deno.test("ResponseCache takes parameters in any order for the same question, and other values for another", async () => {
  const { ask } = setUp();
  assert.equal((await ask(`${URL_}?a=1&b=2`)).text, "1");
  assert.equal((await ask(`${URL_}?b=2&a=1`)).text, "1");
  assert.equal((await ask(`${URL_}?a=1&b=3`)).text, "2");
  assert.equal((await ask(`${URL_}?a=1&b=2&b=1`)).text, "3");
});

Deno.test("ResponseCache keeps the answers of two hosts apart", async () => {
  const { ask } = setUp();
  assert.equal((await ask("https://a.example/")).text, "1");
  assert.equal((await ask("https://b.example/")).text, "2");
});

for (
  const [what, init] of Object.entries<ResponseInit>({
    "a private answer": { headers: { "cache-control": "private, no-store" } },
    "an answer that says nothing": {},
    "an answer that sets a cookie": { headers: { "cache-control": PUBLIC, "set-cookie": "guest=1" } },
    "an answer that varies": { headers: { "cache-control": PUBLIC, vary: "cookie" } },
    "an encoded answer": { headers: { "cache-control": PUBLIC, "content-encoding": "br" } },
    "an error": { status: 404, headers: { "cache-control": PUBLIC } },
    "a redirect": { status: 302, headers: { "cache-control": PUBLIC, location: "/" } },
  })
) {
  Deno.test(`ResponseCache never keeps ${what}`, async () => {
    const { ask } = setUp(init);
    assert.deepEqual([(await ask()).text, (await ask()).text], ["1", "2"]);
    assert.equal((await ask()).from, null);
  });
}

for (
  const [what, request] of Object.entries<RequestInit>({
    "a POST": { method: "POST" },
    "a request with a credential": { headers: { authorization: "Bearer x" } },
    "a request for a range": { headers: { range: "bytes=0-1" } },
    "a request for a stream of events": { headers: { accept: "text/event-stream" } },
  })
) {
  Deno.test(`ResponseCache takes no part in ${what}`, async () => {
    const { ask } = setUp();
    assert.equal((await ask()).text, "1");
    assert.deepEqual([(await ask(URL_, request)).text, (await ask(URL_, request)).from], ["2", null]);
    assert.equal((await ask()).text, "1");
  });
}

Deno.test("ResponseCache answers HEAD from what GET left, and keeps nothing of HEAD", async () => {
  const { ask } = setUp();
  assert.equal((await ask(URL_, { method: "HEAD" })).from, null);
  assert.equal((await ask()).from, "miss");
  const { from, response } = await ask(URL_, { method: "HEAD" });
  assert.deepEqual([from, response.headers.get("content-length")], ["hit", "1"]);
});

Deno.test("ResponseCache fetches once for a hundred that ask at the same time", async () => {
  const { cache } = setUp();
  const { origin, resolve, seen } = gate();
  const answers = Array.from({ length: 100 }, () => cache.answer(new Request(URL_), origin));
  resolve(new Response("one", { headers: { "cache-control": PUBLIC } }));
  const texts = await Promise.all(answers.map(async (answer) => (await answer).text()));
  assert.deepEqual([seen.count, new Set(texts)], [1, new Set(["one"])]);
});

Deno.test("ResponseCache gives nobody another's private answer, even if they ask at the same time", async () => {
  const { cache } = setUp();
  const origin = (request: Request) => Promise.resolve(new Response(request.headers.get("cookie")));
  const ask = async (cookie: string) => {
    const response = await cache.answer(new Request(URL_, { headers: { cookie } }), origin);
    return await response.text();
  };
  assert.deepEqual(await Promise.all(["a", "b", "c"].map(ask)), ["a", "b", "c"]);
});

Deno.test("ResponseCache lets nobody wait for an answer that is known to be private", async () => {
  const { cache } = setUp({});
  await cache.answer(new Request(URL_), () => Promise.resolve(new Response("private")));
  const first = gate(), second = gate();
  const waiting = cache.answer(new Request(URL_), first.origin);
  const other = cache.answer(new Request(URL_), second.origin);
  second.resolve(new Response("second"));
  assert.equal(await (await other).text(), "second");
  first.resolve(new Response("first"));
  assert.equal(await (await waiting).text(), "first");
});

Deno.test("ResponseCache gives out a stale answer while one request renews it", async () => {
  const { state, ask } = setUp();
  await ask();
  state.now = 10_000;
  const both = await Promise.all([ask(), ask()]);
  assert.deepEqual(both.map(({ text, from }) => [text, from]), [["1", "stale"], ["1", "stale"]]);
  await until(async () => (await ask()).from === "hit");
  assert.deepEqual([(await ask()).text, state.count], ["2", 2]);
});

Deno.test("ResponseCache renews without anybody's cookies", async () => {
  const { state, ask } = setUp();
  const headers = { cookie: "guest=1", "x-request-id": "r", accept: "text/html" };
  await ask(URL_, { headers });
  state.now = 10_000;
  await ask(URL_, { headers });
  assert.deepEqual([...state.requests[1]!.headers], [["accept", "text/html"]]);
});

Deno.test("ResponseCache waits for a new answer when the old one is too old", async () => {
  const { state, ask } = setUp();
  await ask();
  state.now = 30_000;
  assert.deepEqual([(await ask()).text], ["2"]);
});

Deno.test("ResponseCache gives out the old answer when there is no new one to be had", async () => {
  const { state, ask } = setUp();
  await ask();
  state.init = { status: 503 };
  state.now = 59_999;
  const { text, from, response } = await ask();
  assert.deepEqual([text, from, response.status, response.headers.get("age")], ["1", "stale", 200, "59"]);
  state.now = 60_000;
  assert.equal((await ask()).response.status, 503);
});

Deno.test("ResponseCache forgets an answer once the origin has none any more", async () => {
  const { state, ask } = setUp();
  await ask();
  state.init = { status: 404 };
  state.now = 30_000;
  assert.equal((await ask()).response.status, 404);
  state.init = { status: 503 };
  assert.equal((await ask()).response.status, 503);
});

Deno.test("ResponseCache goes on after its origin failed", async () => {
  const { cache, ask } = setUp();
  await assert.rejects(cache.answer(new Request(URL_), () => Promise.reject(new Error("bug"))), /bug/);
  assert.equal((await ask()).from, "miss");
});

Deno.test("ResponseCache logs a renewal that failed", async () => {
  const { state, cache, ask, logged } = setUp();
  await ask();
  state.now = 10_000;
  await cache.answer(new Request(URL_), () => Promise.reject(new Error("bug")));
  await until(() => logged.length > 0);
  assert.match(logged.join(), /cannot renew a cached answer/);
  assert.equal((await ask()).from, "stale");
});

Deno.test("ResponseCache answers 304 to whoever has the answer", async () => {
  const { ask } = setUp();
  const etag = (await ask()).response.headers.get("etag")!;
  assert.match(etag, /^W\/"[\w-]{24}"$/);
  for (const tags of [etag, `"other", ${etag}`, etag.slice(2), "*"]) {
    const { response, text } = await ask(URL_, { headers: { "if-none-match": tags } });
    assert.deepEqual([response.status, text, response.headers.get("etag")], [304, "", etag]);
  }
  assert.equal((await ask(URL_, { headers: { "if-none-match": '"other"' } })).response.status, 200);
});

const TEXT = "a mug to drink from; ".repeat(100);

for (
  const [accepted, expected] of [["gzip, br", "br"], ["gzip", "gzip"], ["br;q=0, gzip", "gzip"], ["deflate", null]]
) {
  Deno.test(`ResponseCache encodes for "${accepted}"`, async () => {
    const { state, cache } = setUp({ headers: { "cache-control": PUBLIC, "content-type": "text/html" } });
    for (const encoding of [null, expected, expected]) { // the first answer is left to the server
      const response = await cache.answer(
        new Request(URL_, { headers: { "accept-encoding": accepted! } }),
        () => Promise.resolve(new Response(TEXT, state.init)),
      );
      const bytes = new Uint8Array(await response.arrayBuffer());
      assert.equal(response.headers.get("content-encoding"), encoding);
      assert.equal(response.headers.get("vary"), "accept-encoding");
      assert.equal(Number(response.headers.get("content-length")), bytes.length);
      const decoded = encoding === "br" ? brotliDecompressSync(bytes) : encoding ? gunzipSync(bytes) : bytes;
      assert.equal(new TextDecoder().decode(decoded), TEXT);
    }
  });
}

Deno.test("ResponseCache leaves pictures and short answers as they are", async () => {
  for (const [type, body] of [["image/png", TEXT], ["text/html", "short"]]) {
    const { ask, state } = setUp({ headers: { "cache-control": PUBLIC, "content-type": type! } });
    state.body = () => body!;
    await ask();
    const { response, from } = await ask(URL_, { headers: { "accept-encoding": "br" } });
    assert.deepEqual([from, response.headers.get("content-encoding")], ["hit", null]);
  }
});
