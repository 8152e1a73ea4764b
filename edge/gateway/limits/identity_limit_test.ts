import assert from "node:assert/strict";
import { testApp } from "../../testing/test_app.ts";
import { isIdentityPath } from "./identity_limit.ts";

const MAX = 3;

/** An edge that limits who tries to be somebody, and what a POST is answered. */
function edge() {
  const { app } = testApp({ identityPerMinute: MAX });
  const post = (path: string, hostname = "192.0.2.1") => {
    const info = { remoteAddr: { transport: "tcp" as const, hostname, port: 1 } };
    return app.request(path, { method: "POST", headers: { accept: "application/json" } }, info);
  };
  return { app, post };
}

Deno.test("identityLimit() refuses an address that tries too often, in one place or in several", async () => {
  const { post } = edge();
  for (const path of ["/sign-in", "/api/v1/auth/login/", "/register"]) assert.notEqual((await post(path)).status, 429);
  for (const path of ["/sign-in/second-factor", "/api/v1/auth/second-factor", "/forgot-password", "//sign-in"]) {
    const refused = await post(path);
    assert.equal(refused.status, 429, path);
    assert.match(refused.headers.get("retry-after")!, /^(19|20)$/); // a third of a minute
    assert.match(refused.headers.get("ratelimit-policy")!, /"identity";q=3;w=60/);
    assert.equal((await refused.json()).code, "RATE_LIMITED");
  }
  assert.equal((await post("/sign-in", "192.0.2.2")).status, 200);
});

Deno.test("identityLimit() leaves everything else to the limit of all writes", async () => {
  const { app, post } = edge();
  for (let i = 0; i < MAX; i++) await post("/sign-in");
  for (const path of ["/cart", "/sign-out", "/api/v1/auth/refresh/", "/api/v1/auth/logout/"]) {
    assert.notEqual((await post(path)).status, 429, path);
  }
  assert.equal((await app.request("/sign-in")).status, 200);
  assert.equal((await post("/cart")).headers.get("ratelimit-policy"), '"writes";q=1000;w=60');
});

Deno.test("identityLimit() says what is left beside what is left of all writes", async () => {
  const { headers } = await edge().post("/sign-in");
  assert.equal(headers.get("ratelimit-policy"), '"identity";q=3;w=60, "writes";q=1000;w=60');
});

const TRIED = ["/sign-in", "/sign-in/passkey", "/sign-in/second-factor/passkey", "/register", "/forgot-password"]
  .concat(["/reset-password", "/verify-email", "/confirm-email", "/setup", "/account/reauthenticate", "/account/email"])
  .concat([
    "/account/security/password",
    "/api/v1/auth/register/",
    "/api/v1/auth/reset-password/",
    "///sign-in//passkey",
  ]);

for (const path of TRIED) {
  Deno.test(`isIdentityPath() counts ${path}`, () => assert.ok(isIdentityPath(path)));
}

for (const path of ["/", "/cart", "/sign-in-help", "/account", "/account/orders", "/api/v1/auth/refresh/"]) {
  Deno.test(`isIdentityPath() does not count ${path}`, () => assert.ok(!isIdentityPath(path)));
}
