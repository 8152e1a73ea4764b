import assert from "node:assert/strict";
import { SessionKind } from "../../../proto/gen/shopflow/user/v1/identity_pb.ts";
import { ErrorCode, invalidArgument, ShopError } from "../../../services/kit/errors.ts";
import { readAccessToken } from "../../../services/kit/auth/access_token.ts";
import { createLocalJWKSet } from "jose";
import { signedInApp } from "../../testing/signed_in_app.ts";

const ADA = { email: "ada@example.com", password: "correct horse" };

/** Sends JSON to the API, as a program. */
function setUp() {
  const parts = signedInApp();
  const send = (path: string, body: unknown) =>
    parts.browser.send(`/api/v1/auth/${path}/`, {
      method: "POST",
      headers: { "content-type": "application/json", "user-agent": "a program" },
      body: JSON.stringify(body),
    });
  return { ...parts, send };
}

Deno.test("a program signs in with a password, and gets tokens that no browser keeps", async () => {
  const { browser, identity, send } = setUp();
  const response = await send("login", ADA);
  assert.deepEqual([response.status, response.headers.get("cache-control"), browser.told], [200, "no-store", []]);
  const { token_type, access_token, refresh_token, access_expires_at } = await response.json();
  assert.equal(token_type, "Bearer");
  assert.ok(refresh_token && Date.parse(access_expires_at) > Date.now());
  const [method, request] = identity.asked[0]!;
  assert.equal(method, "signIn");
  const { kind, device } = request as { kind: SessionKind; device: object };
  assert.deepEqual([kind, device], [SessionKind.API, { ip: "", userAgent: "a program" }]);
  const headers = { authorization: `Bearer ${access_token}` };
  assert.equal((await browser.send("/api/v1/account/", { headers })).status, 200);
});

Deno.test("who has a second factor gets a ticket for it, and tokens for both", async () => {
  const { identity, send } = setUp();
  identity.answers.signIn = () =>
    Promise.resolve({ outcome: { case: "secondFactor", value: { ticket: "ticket", totp: true, passkey: true } } });
  const { second_factor } = await (await send("login", ADA)).json();
  assert.deepEqual(second_factor, { ticket: "ticket", methods: ["totp_code", "recovery_code"] });
  const { refresh_token } = await (await send("second-factor", { ticket: "ticket", totp_code: "123456" })).json();
  assert.ok(refresh_token);
  const { factor } = identity.asked.at(-1)![1] as { factor: object };
  assert.deepEqual(factor, { case: "totpCode", value: "123456" });
});

Deno.test("what is refused is told as a problem, and never what of it was wrong", async () => {
  const { identity, send } = setUp();
  const refuse = () => Promise.reject(new ShopError(ErrorCode.SIGN_IN_REFUSED, "Cannot sign in: refused"));
  identity.answers.signIn = refuse;
  const response = await send("login", ADA);
  assert.deepEqual([response.status, response.headers.get("www-authenticate")], [401, "Bearer"]);
  assert.equal((await response.json()).code, "SIGN_IN_REFUSED");
});

const WRONG: [path: string, body: unknown, fields: string[]][] = [
  ["login", {}, ["email", "password"]],
  ["login", { ...ADA, admin: true }, ["admin"]],
  ["login", { ...ADA, email: 1 }, ["email"]],
  ["register", ADA, ["display_name"]],
  ["second-factor", { ticket: "a" }, ["totp_code"]],
  ["second-factor", { ticket: "a", totp_code: "123456", recovery_code: "b" }, ["totp_code"]],
  ["second-factor", { ticket: "a", totp_code: "12345" }, ["totp_code"]],
  ["refresh", { refresh_token: "" }, ["refresh_token"]],
  ["reset-password", { token: "a" }, ["new_password"]],
];

for (const [path, body, fields] of WRONG) {
  Deno.test(`auth/${path}/ names what is wrong in ${JSON.stringify(body)}`, async () => {
    const { identity, send } = setUp();
    const response = await send(path, body);
    const { errors } = await response.json();
    assert.equal(response.status, 400);
    assert.deepEqual(errors.map(({ field }: { field: string }) => field), fields);
    assert.deepEqual(identity.asked, []);
  });
}

Deno.test("fields that the user service refuses are named as in the request", async () => {
  const { identity, send } = setUp();
  identity.answers.resetPassword = () => Promise.reject(invalidArgument("Cannot", "new_password", "is too common"));
  const { errors } = await (await send("reset-password", { token: "a", new_password: "12345678" })).json();
  assert.deepEqual(errors, [{ field: "new_password", description: "is too common" }]);
});

Deno.test("a program reads and changes its account, and sees and ends its sessions", async () => {
  const { browser, identity, send } = setUp();
  const { access_token } = await (await send("login", ADA)).json();
  const headers = { authorization: `Bearer ${access_token}`, "content-type": "application/json" };
  const change = { method: "PATCH", headers, body: JSON.stringify({ bio: "Countess" }) };
  assert.equal((await browser.send("/api/v1/account/", change)).status, 200);
  assert.deepEqual(identity.asked.at(-1), [
    "updateProfile",
    { displayName: "Ada Lovelace", phone: "", bio: "Countess" },
  ]);
  const end = await browser.send("/api/v1/account/sessions/laptop/", { method: "DELETE", headers });
  assert.equal(end.status, 204);
  const { which } = identity.asked.at(-1)![1] as { which: object };
  assert.deepEqual(which, { case: "id", value: "laptop" });
});

Deno.test("/.well-known/jwks.json has the public keys alone, by which anybody can check a token", async () => {
  const { browser, send } = setUp();
  const { access_token } = await (await send("login", ADA)).json();
  const response = await browser.send("/.well-known/jwks.json");
  assert.equal(response.headers.get("cache-control"), "public, max-age=300");
  assert.equal(response.headers.get("content-type"), "application/jwk-set+json");
  const keys = await response.json();
  assert.ok(keys.keys.length > 0 && keys.keys.every((key: object) => !("d" in key)));
  const { principal } = await readAccessToken(access_token, createLocalJWKSet(keys));
  assert.ok(principal.userId);
});
