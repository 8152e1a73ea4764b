import assert from "node:assert/strict";
import { createLog } from "../services/kit/log.ts";
import { ResponseCache } from "./cache/response_cache.ts";
import type { SiteHandler } from "./fresh/site.ts";
import type { State } from "./state.ts";
import { testApp } from "./testing/test_app.ts";

const PUBLIC = { "cache-control": "public, max-age=60" };

/** A site whose pages do what their paths say. */
const site: SiteHandler<State> = (request, init) => {
  const { guest, origin } = init!.state!;
  switch (new URL(request.url).pathname) {
    case "/add":
      return Promise.resolve(new Response(guest.ensure(), { headers: PUBLIC }));
    case "/cart":
      return Promise.resolve(new Response(guest.id ?? "nobody", { headers: PUBLIC }));
    case "/leave":
      return Promise.resolve(Response.redirect(`${origin}/`));
    case "/origin":
      return Promise.resolve(new Response(origin));
    default:
      return Promise.resolve(new Response("page", { headers: { ...PUBLIC, "content-type": "text/html" } }));
  }
};

function setUp(parts: Parameters<typeof testApp>[0] = {}) {
  const cache = new ResponseCache({ log: createLog({ process: "edge", sink: () => {} }) });
  return testApp({ site, cache, ...parts }).app;
}

/** One address of each kind of answer: pages, API, documentation, refusals. */
const ADDRESSES: [path: string, init?: RequestInit][] = [
  ["/"],
  ["/"], // now from the cache
  ["/", { headers: { "if-none-match": "*" } }],
  ["/", { method: "HEAD" }],
  ["/add"],
  ["/leave"],
  ["/", { headers: { host: "not a host" } }],
  ["/", { method: "POST", headers: { origin: "https://evil.example" } }],
  ["/", { method: "POST", body: "text" }],
  ["/api/v1/products/"],
  ["/api/v1/products/", { method: "DELETE" }],
  ["/api/v1/health/"],
  ["/api/v1/nothing/"],
  ["/api/v1/openapi.json"],
  ["/api/v1/docs/"],
  ["/api/v1/docs/swagger-ui-bundle.js"],
  ["/graphql/?query={__typename}"],
  ["/graphql/", { method: "POST", headers: { "content-type": "application/json" }, body: "[]" }],
];

const GUARDS: [name: string, value: RegExp][] = [
  [
    "content-security-policy",
    /^default-src 'self'; script-src 'self'; style-src 'self'; (?=.*frame-ancestors 'none'; ).*form-action 'self'$/,
  ],
  ["cross-origin-opener-policy", /^same-origin$/],
  ["cross-origin-resource-policy", /^same-origin$/],
  [
    "permissions-policy",
    /camera=\(\).*publickey-credentials-create=\(self\), publickey-credentials-get=\(self\)/,
  ],
  ["referrer-policy", /^strict-origin-when-cross-origin$/],
  ["x-content-type-options", /^nosniff$/],
  ["x-frame-options", /^DENY$/],
  ["x-request-id", /^[0-9a-f-]{36}$/],
];

Deno.test("every answer carries the headers that guard visitors, once", async () => {
  const app = setUp();
  for (const [path, init] of ADDRESSES) {
    const { headers, status } = await app.request(path, init);
    for (const [name, value] of GUARDS) assert.match(headers.get(name) ?? "", value, `${name} of ${path} (${status})`);
    assert.equal(headers.has("strict-transport-security"), false, path);
    assert.doesNotMatch(headers.get("content-security-policy")!, /unsafe|\*|http/);
  }
});

Deno.test("a form may lead to the payment provider's pages, and to nobody else's", async () => {
  const app = setUp({ paymentOrigins: ["https://hooks.stripe.com"] });
  for (const path of ["/checkout", "/nothing"]) {
    const { headers } = await app.request(path);
    assert.match(headers.get("content-security-policy") ?? "", /; form-action 'self' https:\/\/hooks\.stripe\.com$/);
  }
});

Deno.test("every answer on https keeps the browser there for a year", async () => {
  const apps = [
    { app: setUp(), base: "https://shop.example" },
    { app: setUp({ publicOrigin: "https://shop.example" }), base: "http://10.0.0.1:8000" },
  ];
  for (const { app, base } of apps) {
    for (const [path, init] of ADDRESSES) {
      const { headers } = await app.request(base + path, init);
      assert.equal(headers.get("strict-transport-security"), "max-age=31536000", path);
    }
  }
});

Deno.test("every answer with a body says what type it is", async () => {
  const app = setUp();
  for (const [path, init] of ADDRESSES) {
    const response = await app.request(path, init);
    const body = await response.text();
    assert.ok(body === "" || response.headers.get("content-type"), path);
  }
});

Deno.test("only the answer that makes a guest known sets a cookie, and nobody keeps it", async () => {
  const app = setUp();
  for (const [path, init] of ADDRESSES) {
    const { headers } = await app.request(`https://shop.example${path}`, init);
    const cookies = headers.getSetCookie();
    assert.equal(cookies.length, path === "/add" ? 1 : 0, path);
    if (cookies.length === 0) continue;
    assert.match(cookies[0]!, /^__Host-guest=\S+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
    assert.deepEqual([headers.get("cache-control"), headers.get("x-cache")], ["private, no-store", null]);
  }
});

Deno.test("a guest is known again, and is sent no second cookie", async () => {
  const app = setUp();
  const first = await app.request("/add");
  const id = await first.text();
  const headers = { cookie: first.headers.getSetCookie()[0]!.split(";")[0]! };
  for (const path of ["/add", "/cart"]) {
    const response = await app.request(path, { headers });
    assert.deepEqual([await response.text(), response.headers.getSetCookie()], [id, []]);
  }
});

Deno.test("an answer that depends on the guest is kept by nobody, whatever its handler says", async () => {
  const app = setUp();
  const one = await app.request("/add"), other = await app.request("/add");
  for (const guest of [one, other]) {
    const headers = { cookie: guest.headers.getSetCookie()[0]!.split(";")[0]! };
    const response = await app.request("/cart", { headers });
    assert.deepEqual([await response.text(), response.headers.get("x-cache")], [await guest.text(), null]);
    assert.equal(response.headers.get("cache-control"), "private, no-store");
  }
});

Deno.test("what a client claims about its address, host or identity changes nothing", async () => {
  const app = setUp();
  const headers = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "127.0.0.1",
    forwarded: "host=evil.example;proto=https",
    "x-original-url": "/add",
    "x-rewrite-url": "/add",
    "x-user-id": "1",
    "x-http-method-override": "DELETE",
  };
  const response = await app.request("http://shop.example/origin", { headers });
  assert.equal(await response.text(), "http://shop.example");
  assert.deepEqual(response.headers.getSetCookie(), []);
  assert.equal(response.headers.get("strict-transport-security"), null);
});

for (const host of ["evil.example/path", "a b", "user@evil.example", "evil.example:port", "", "<script>", "a%b"]) {
  Deno.test(`the host "${host}" is refused before anything is made of it`, async () => {
    const response = await setUp().request("http://shop.example/origin", { headers: { host } });
    assert.deepEqual([response.status, (await response.json()).errors[0].field], [400, "host"]);
  });
}

Deno.test("a refusal is a page for people and a problem for programs", async () => {
  const app = setUp();
  const ask = (path: string, accept: string) =>
    app.request(path, { method: "POST", headers: { accept, origin: "https://evil.example" } });
  const page = await ask("/cart", "text/html,application/xhtml+xml");
  assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
  const text = await page.text();
  assert.ok(text.startsWith('<!DOCTYPE html><html lang="en">'));
  assert.ok(text.includes(page.headers.get("x-request-id")!));
  for (const [path, accept] of [["/cart", "*/*"], ["/api/v1/products/", "text/html"], ["/graphql/", "text/html"]]) {
    const { headers } = await ask(path!, accept!);
    assert.equal(headers.get("content-type"), "application/problem+json", `${path}`);
  }
});

Deno.test("the catalogue can be browsed from the cache while the services are away", async () => {
  const clock = { now: 0 };
  const cache = new ResponseCache({ log: createLog({ process: "edge", sink: () => {} }), now: () => clock.now });
  const parts = { cache, clients: (await import("./testing/fake_clients.ts")).fakeClients() };
  const app = setUp(parts);
  const before = await (await app.request("/api/v1/products/")).text();
  parts.clients.catalog.listProducts = () => Promise.reject(new Error("away"));
  clock.now = 3_600_000;
  const after = await app.request("/api/v1/products/");
  assert.deepEqual([after.status, after.headers.get("x-cache"), await after.text()], [200, "stale", before]);
});
