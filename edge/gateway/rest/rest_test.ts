import assert from "node:assert/strict";
import { aPrincipal, tokensOf } from "../../testing/people.ts";
import { testApp } from "../../testing/test_app.ts";

const { app } = testApp();
const authorization = `Bearer ${(await tokensOf(aPrincipal())).accessToken}`;
const document = await (await app.request("/api/v1/openapi.json")).json();

/** Paths that can be asked for: parameters have a value, and required ones of the query are there. */
const EXAMPLES: Record<string, string> = {
  "/products/{slug}/": "/products/mug/",
  "/search/": "/search/?q=tea",
  "/account/sessions/{id}/": "/account/sessions/1/",
};
const ADA = { email: "ada@example.com", password: "correct horse" };
const MAILED = { token: "token-of-a-mail" };
const REFRESH = { refresh_token: "1.1.secret" };
/** What operations are sent that take a body. */
const BODIES: Record<string, object> = {
  register: { ...ADA, display_name: "Ada" },
  resendVerification: { email: ADA.email },
  verifyEmail: MAILED,
  login: ADA,
  showSecondFactor: { ticket: "ticket", totp_code: "123456" },
  refreshTokens: REFRESH,
  logout: REFRESH,
  forgotPassword: { email: ADA.email },
  resetPassword: { ...MAILED, new_password: "another horse" },
  changeProfile: { display_name: "Countess" },
};
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const operations = Object.entries<Record<string, Record<string, unknown>>>(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation }))
);

Deno.test("the OpenAPI document describes the promised surface", () => {
  assert.equal(document.openapi, "3.1.0");
  assert.deepEqual(document.servers, [{ url: "/api/v1" }]);
  assert.deepEqual(operations.map(({ method, path }) => `${method} ${path}`).sort(), [
    "delete /account/sessions/{id}/",
    "get /account/",
    "get /account/sessions/",
    "get /categories/",
    "get /health/",
    "get /products/",
    "get /products/{slug}/",
    "get /search/",
    "patch /account/",
    "post /auth/forgot-password/",
    "post /auth/login/",
    "post /auth/logout/",
    "post /auth/refresh/",
    "post /auth/register/",
    "post /auth/resend-verification/",
    "post /auth/reset-password/",
    "post /auth/second-factor/",
    "post /auth/verify-email/",
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
    assert.ok(responses["204"] ?? responses["200"]?.content["application/json"]?.schema);
    assert.ok(path === "/health/" || responses.default?.content["application/problem+json"]?.schema);
    for (const response of Object.values(responses)) assert.ok(response.description);
  });

  Deno.test(`${method} ${path} is served, with and without its last slash`, async () => {
    const example = `/api/v1${EXAMPLES[path] ?? path}`;
    for (const url of [example, example.replace(/\/(\?|$)/, "$1")]) {
      const { operationId, responses } = operation as { operationId: string; responses: object };
      const body = BODIES[operationId];
      const response = await app.request(url, {
        method: method.toUpperCase(),
        headers: { authorization, ...(body && { "content-type": "application/json" }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      assert.equal(response.status, "204" in responses ? 204 : 200, url);
      await response.body?.cancel();
    }
  });
}

for (const [path, methods] of Object.entries<object>(document.paths)) {
  Deno.test(`${path} says which methods it has`, async () => {
    const example = `/api/v1${EXAMPLES[path] ?? path}`;
    const known = Object.keys(methods).map((method) => method.toUpperCase());
    const allow = [...known, "OPTIONS", ...(known.includes("GET") ? ["HEAD"] : [])].sort().join(", ");
    const headers = { authorization };
    for (const method of METHODS.filter((method) => !known.includes(method))) {
      const response = await app.request(example, { method, headers });
      assert.deepEqual([response.status, response.headers.get("allow")], [405, allow]);
      assert.equal((await response.json()).code, "METHOD_NOT_ALLOWED");
    }
    const options = await app.request(example, { method: "OPTIONS", headers });
    assert.deepEqual([options.status, options.headers.get("allow")], [204, allow]);
    if (!known.includes("GET")) return;
    const head = await app.request(example, { method: "HEAD", headers });
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
