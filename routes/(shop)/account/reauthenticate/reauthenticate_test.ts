import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from "node:assert/strict";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { fieldsOf } from "../../../(_testing)/html.ts";
import { customer, ledTo } from "../(_testing)/customer.ts";

const AT = "/account/reauthenticate";
const NEXT = "/account/email";

for (
  const [fields, factor] of [
    [{ password: " correct horse " }, { case: "password", value: " correct horse " }],
    [{ totp_code: "123 456" }, { case: "totpCode", value: "123456" }],
    [{ recovery_code: "7KQ2-M0XD-94TB" }, { case: "recoveryCode", value: "7KQ2-M0XD-94TB" }],
    [{ passkey_json: '{"id":"x"}' }, { case: "passkeyJson", value: '{"id":"x"}' }],
  ] as const
) {
  Deno.test(`a ${factor.case} shows who one is: the session goes on, and leads back`, async () => {
    const { visitor, identity, asked } = await customer({ signedInAt: 1 });
    const { refreshToken } = visitor.session;
    identity.principal = { ...visitor.session.principal!, signedInAt: Math.floor(Date.now() / 1000) * 1000 };
    deepEqual(ledTo(await visitor.post(AT, { ...fields, next: NEXT } as Record<string, string>)), [303, NEXT]);
    deepEqual(asked("reauthenticate")[0]?.factor, factor);
    equal(asked("reauthenticate")[0]?.refreshToken, refreshToken);
    notEqual(visitor.session.principal?.signedInAt, 1);
    equal((await visitor.get(NEXT)).status, 200, "it counts as recent");
  });
}

Deno.test("what is wrong is said, the way back is kept, and what was typed is not", async () => {
  const { visitor, fail, identity } = await customer();
  Object.assign(identity.account, { totp: false, passkeys: [] });
  fail("reauthenticate", ErrorCode.SIGN_IN_REFUSED);
  const response = await visitor.post(AT, { password: "wrong horse", next: NEXT });
  equal(response.status, 401);
  const html = await response.text();
  match(html, /That is not right\. Try again\./);
  equal(fieldsOf(html).next, NEXT);
  doesNotMatch(html, /wrong horse/);
  fail("reauthenticate", ErrorCode.RATE_LIMITED);
  equal((await visitor.post(AT, { password: "x" })).status, 429);
});

Deno.test("whoever has a second factor is asked for that, and others for the password", async () => {
  const { read, identity } = await customer();
  const guarded = await read(AT);
  ok(guarded.includes('name="totp_code"') && guarded.includes('name="recovery_code"'));
  ok(!guarded.includes('name="password"'));
  Object.assign(identity.account, { totp: false, passkeys: [] });
  const plain = await read(AT);
  ok(plain.includes('name="password"') && !plain.includes('name="totp_code"'));
});

Deno.test("it leads to no other site, whatever its address says", async () => {
  const { visitor, read } = await customer();
  for (const next of ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    deepEqual(ledTo(await visitor.post(AT, { password: "x", next })), [303, "/account/security"], next);
    doesNotMatch(await read(`${AT}?next=${encodeURIComponent(next)}`), /evil|alert/);
  }
});

Deno.test("a passkey's options are for the browser's script, and not kept", async () => {
  const { visitor } = await customer();
  const response = await visitor.post(`${AT}/passkey`, {});
  deepEqual(await response.json(), { challenge: "show" });
  equal(response.headers.get("cache-control"), "private, no-store");
});
