import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { aPrincipal, tokensOf } from "../testing/people.ts";
import { signedInApp } from "../testing/signed_in_app.ts";

const ADA = aPrincipal();
const bearer = async (principal = ADA) => ({ authorization: `Bearer ${(await tokensOf(principal)).accessToken}` });

Deno.test("a program speaks for an account by its bearer token", async () => {
  const { browser } = signedInApp();
  const response = await browser.send("/api/v1/account/", { headers: await bearer() });
  assert.deepEqual([response.status, response.headers.get("cache-control")], [200, "private, no-store"]);
  assert.equal((await response.json()).email, "ada@example.com");
  assert.equal(browser.told.length, 0);
});

for (
  const [what, authorization] of [
    ["that is not ours", "Bearer e30.e30.c2ln"],
    ["that is none", "Bearer"],
    ["of another scheme", "Basic YWRhOmFkYQ=="],
    ["that is empty", ""],
  ] as const
) {
  Deno.test(`an authorization ${what} is refused at the API, whatever cookies come with it`, async () => {
    const { browser } = signedInApp();
    await browser.post("/sign-in");
    for (const path of ["/api/v1/account/", "/api/v1/products/", "/graphql/?query={__typename}"]) {
      const response = await browser.send(path, { headers: { authorization } });
      assert.equal(response.status, 401, path);
      assert.equal(response.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
      assert.equal((await response.json()).code, "UNAUTHENTICATED");
    }
  });
}

Deno.test("a bearer token wins over the cookies that come with it", async () => {
  const { browser, identity } = signedInApp();
  await browser.post("/sign-in");
  browser.cookies.delete("__Host-access");
  const response = await browser.send("/api/v1/account/", { headers: await bearer(aPrincipal({ userId: "bob" })) });
  assert.deepEqual([response.status, response.headers.getSetCookie()], [200, []]);
  assert.deepEqual(identity.asked.map(([method]) => method), ["signIn", "getAccount"]);
});

Deno.test("a revoked bearer token is refused, and one that cannot be checked is not known to be good", async () => {
  const { browser, source } = signedInApp();
  const headers = await bearer();
  source.failure = new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer: away");
  assert.equal((await browser.send("/api/v1/account/", { headers })).status, 503);
  source.failure = undefined;
  source.revoked.push({ userId: ADA.userId, sessionId: "", beforeGeneration: ADA.generation + 1 });
  assert.equal((await browser.send("/api/v1/account/", { headers })).status, 401);
});

Deno.test("who asks for tokens speaks for nobody yet, and is not refused for an old one", async () => {
  const { browser } = signedInApp();
  const response = await browser.send("/api/v1/auth/refresh/", {
    method: "POST",
    headers: { authorization: "Bearer old", "content-type": "application/json" },
    body: JSON.stringify({ refresh_token: "1.1.secret" }),
  });
  assert.equal(response.status, 200);
});

Deno.test("without a session the API says how to get one", async () => {
  const { browser } = signedInApp();
  const response = await browser.send("/api/v1/account/");
  assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"]);
});
