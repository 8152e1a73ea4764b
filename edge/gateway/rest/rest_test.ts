import assert from "node:assert/strict";
import { testApp } from "../../testing/test_app.ts";

const { app } = testApp();
const document = await (await app.request("/api/v1/openapi.json")).json();

/** Paths that can be asked for: parameters have a value, and required ones of the query are there. */
const EXAMPLES: Record<string, string> = { "/products/{slug}/": "/products/mug/", "/search/": "/search/?q=tea" };
const operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
);

Deno.test("the OpenAPI document describes the promised surface", () => {
  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.servers, [{ url: "/api/v1" }]);
  assert.deepEqual(operations.map(({ method, path }) => `${method} ${path}`).sort(), [
    "get /categories/",
    "get /health/",
    "get /products/",
    "get /products/{slug}/",
    "get /search/",
  ]);
});

for (const { path, method, operation } of operations) {
  Deno.test(`${method} ${path} is documented with a name, a summary and the shape of its answer`, () => {
    const { operationId, summary, responses } = operation as {
      operationId: string;
      summary: string;
      responses: Record<string, { description: string; content: Record<string, { schema: object }> }>;
    };
    assert.ok(operationId && summary);
    assert.ok(responses["200"]?.content["application/json"]?.schema);
    assert.ok(path === "/health/" || responses.default?.content["application/problem+json"]?.schema);
    for (const response of Object.values(responses)) assert.ok(response.description);
  });

  Deno.test(`${method} ${path} is served, with and without its last slash`, async () => {
    const example = `/api/v1${EXAMPLES[path] ?? path}`;
    for (const url of [example, example.replace(/\/(\?|$)/, "$1")]) {
      assert.equal((await app.request(url, { method: method.toUpperCase() })).status, 200, url);
    }
  });

  Deno.test(`${path} says which methods it has`, async () => {
    const example = `/api/v1${EXAMPLES[path] ?? path}`;
    for (const other of ["POST", "PUT", "PATCH", "DELETE"]) {
      const response = await app.request(example, { method: other });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get("allow"), "GET, HEAD, OPTIONS");
      assert.equal((await response.json()).code, "METHOD_NOT_ALLOWED");
    }
    const options = await app.request(example, { method: "OPTIONS" });
    assert.deepEqual([options.status, options.headers.get("allow")], [204, "GET, HEAD, OPTIONS"]);
    const head = await app.request(example, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
  });
}

Deno.test("every schema that the document refers to is in it", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  assert.ok(references.length > 10);
  for (const [, name] of references) assert.ok(document.components.schemas[name!], `${name}`);
});

for (
  const path of [
    "/api",
    "/api/",
    "/api/v1/nothing",
    "/api/v2/products/",
    "/api/v1/products/a/b/",
  ]
) {
  Deno.test(`${path} is answered with a problem, not with a page`, async () => {
    const response = await app.request(path);
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.equal((await response.json()).code, "NOT_FOUND");
  });
}

Deno.test("/api/v1/ leads to the documentation", async () => {
  const { status, headers } = await app.request("/api/v1/");
  assert.deepEqual([status, headers.get("location")], [302, "/api/v1/docs/"]);
});

Deno.test("the documentation is all from this site, and runs no inline script", async () => {
  const page = await (await app.request("/api/v1/docs/")).text();
  const addresses = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address!);
  assert.equal(addresses.length, 4);
  for (const address of addresses) {
    assert.ok(address.startsWith("/api/v1/"), address);
    const { status, headers } = await app.request(address);
    assert.equal(status, 200);
    assert.match(headers.get("content-type")!, /^(text\/(css|javascript); charset=utf-8|application\/json)$/);
  }
  assert.doesNotMatch(page, /<script>|<style|style=|https?:\/\//);
});

Deno.test("the documentation asks no other host whether the document is valid", async () => {
  assert.match(await (await app.request("/api/v1/docs/start.js")).text(), /validatorUrl: null/);
});
