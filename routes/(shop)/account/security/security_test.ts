import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../../(_testing)/html.ts";
import { CODES, customer, FOREIGN, ledTo, PASSKEY, TOTP_URI } from "../(_testing)/customer.ts";

const AT = "/account/security";
const LONG_AGO = { signedInAt: Date.now() - 60 * 60_000 };
const PASSWORDS = { current_password: " old horse ", new_password: " new horse " };

Deno.test("the overview says what guards the account, and what happened in words", async () => {
  const { read } = await customer();
  const html = await read(AT);
  for (
    const text of [
      /Signed in</,
      /The password was changed: it was tried, and refused/,
      /Firefox on Linux, from 192\.0\.2\.7/,
      /Recovery codes[^]*7 left/,
    ]
  ) match(html, text);
});

for (const page of ["authenticator", "codes", "passkeys"]) {
  Deno.test(`${AT}/${page} is shown after a recent sign-in alone, and is come back to`, async () => {
    const { visitor } = await customer(LONG_AGO);
    const next = encodeURIComponent(`${AT}/${page}`);
    deepEqual(ledTo(await visitor.get(`${AT}/${page}`)), [303, `/account/reauthenticate?next=${next}`]);
  });
}

Deno.test("what the service wants a recent sign-in for leads there too", async () => {
  const { visitor, fail } = await customer();
  fail("renewRecoveryCodes", ErrorCode.RECENT_SIGN_IN_REQUIRED);
  const next = encodeURIComponent(`${AT}/codes`);
  deepEqual(ledTo(await visitor.post(`${AT}/codes`, {})), [303, `/account/reauthenticate?next=${next}`]);
});

Deno.test("a password is changed as it was typed, and never sent back", async () => {
  const { visitor, asked, fail } = await customer();
  deepEqual(ledTo(await visitor.post(`${AT}/password`, PASSWORDS)), [303, `${AT}?done=password`]);
  const { currentPassword, newPassword, device } = asked("changePassword")[0]!;
  deepEqual([currentPassword, newPassword], [" old horse ", " new horse "]);
  equal((device as { ip: string }).ip, "192.0.2.1");
  equal(asked("refreshSession").length, 1, "the access token from before has ended with all other sessions");
  fail("changePassword", ErrorCode.SIGN_IN_REFUSED);
  const wrong = await visitor.post(`${AT}/password`, PASSWORDS);
  equal(wrong.status, 422);
  const html = await wrong.text();
  match(html, /Present password: That is not your present password/);
  doesNotMatch(html, /horse/);
  fail("changePassword", ErrorCode.INVALID_ARGUMENT, "new_password");
  match(await (await visitor.post(`${AT}/password`, PASSWORDS)).text(), /New password: Must be so\./);
  fail("changePassword", ErrorCode.RATE_LIMITED);
  equal((await visitor.post(`${AT}/password`, PASSWORDS)).status, 429);
});

Deno.test("an account without a password chooses one after a recent sign-in", async () => {
  const { visitor, identity, read } = await customer();
  identity.account.hasPassword = false;
  doesNotMatch(await read(`${AT}/password`), /current_password/);
  visitor.session.principal = { ...visitor.session.principal!, ...LONG_AGO };
  equal((await visitor.get(`${AT}/password`)).status, 303);
});

Deno.test("an authenticator is set up by a picture or by typing, and its codes are shown once", async () => {
  const { visitor, identity, read, asked } = await customer();
  identity.account.totp = false;
  match(await read(`${AT}/authenticator`), /Set it up/);
  deepEqual(asked("beginTotp"), [], "looking begins nothing");
  const begun = await (await visitor.post(`${AT}/authenticator`, { intent: "begin" })).text();
  match(begun, /JBSW Y3DP EHPK 3PXP/);
  equal(fieldsOf(begun).uri, TOTP_URI);
  const [picture] = tagsOf(begun).filter(({ name, attributes }) => name === "svg" && attributes.role === "img");
  match(picture?.attributes["aria-label"] ?? "", /QR code/);
  doesNotMatch(begun, /data:image/);
  const codes = await visitor.post(`${AT}/authenticator`, { intent: "confirm", uri: TOTP_URI, code: "123 456" });
  equal(asked("confirmTotp")[0]?.code, "123456");
  equal(codes.headers.get("cache-control"), "private, no-store");
  const html = await codes.text();
  for (const code of CODES) ok(html.includes(code));
});

Deno.test("a wrong code can be typed again for the same key", async () => {
  const { visitor, fail, identity } = await customer();
  identity.account.totp = false;
  fail("confirmTotp", ErrorCode.INVALID_ARGUMENT, "code");
  const wrong = await visitor.post(`${AT}/authenticator`, { intent: "confirm", uri: TOTP_URI, code: "1" });
  equal(wrong.status, 400);
  const html = await wrong.text();
  match(html, /Enter the six digits that your app shows now/);
  equal(fieldsOf(html).uri, TOTP_URI);
});

Deno.test("an authenticator that is confirmed twice counts once; one begun elsewhere begins again", async () => {
  const { visitor, fail, identity } = await customer();
  const confirm = () => visitor.post(`${AT}/authenticator`, { intent: "confirm", uri: TOTP_URI, code: "123456" });
  fail("confirmTotp", ErrorCode.WRONG_STATE);
  deepEqual(ledTo(await confirm()), [303, `${AT}?done=totp-added`]);
  identity.account.totp = false;
  match(await (await confirm()).text(), /Set it up/);
});

Deno.test("nothing but an authenticator's address becomes a picture", async () => {
  const { visitor, asked } = await customer();
  for (const uri of ["", "javascript:alert(1)", "https://evil.example/?secret=A", "otpauth://hotp/x"]) {
    const { status } = await visitor.post(`${AT}/authenticator`, { intent: "confirm", uri, code: "123456" });
    equal(status, 400, uri);
  }
  equal((await visitor.post(`${AT}/authenticator`, {})).status, 400);
  deepEqual(asked("confirmTotp"), []);
});

Deno.test("an authenticator is removed, but not the last factor of staff", async () => {
  const { visitor, fail } = await customer();
  const remove = () => visitor.post(`${AT}/authenticator`, { intent: "remove" });
  deepEqual(ledTo(await remove()), [303, `${AT}?done=totp-removed`]);
  fail("disableTotp", ErrorCode.WRONG_STATE);
  const refused = await remove();
  equal(refused.status, 409);
  match(await refused.text(), /Add a passkey before you remove this one/);
});

Deno.test("new recovery codes are made by a form alone, and shown once", async () => {
  const { visitor, read, asked } = await customer();
  match(await read(`${AT}/codes`), /7 codes are left/);
  deepEqual(asked("renewRecoveryCodes"), []);
  match(await (await visitor.post(`${AT}/codes`, {})).text(), /7KQ2-M0XD-94TB\n0000-1111-2222/);
  doesNotMatch(await read(`${AT}/codes`), /7KQ2/);
});

Deno.test("a passkey is made: the browser gets its options, and the first comes with recovery codes", async () => {
  const { visitor, asked, identity } = await customer();
  const options = await visitor.post(`${AT}/passkeys/begin`, {});
  deepEqual(await options.json(), { challenge: "make" });
  equal(options.headers.get("cache-control"), "private, no-store");
  const made = { name: "Phone", passkey_json: '{"id":"x"}' };
  deepEqual(ledTo(await visitor.post(`${AT}/passkeys`, made)), [303, `${AT}/passkeys?done=passkey-added`]);
  deepEqual([asked("finishPasskey")[0]?.name, asked("finishPasskey")[0]?.passkeyJson], ["Phone", '{"id":"x"}']);
  identity.answers.finishPasskey = () => Promise.resolve({ recoveryCodes: CODES });
  match(await (await visitor.post(`${AT}/passkeys`, made)).text(), /7KQ2-M0XD-94TB/);
  deepEqual(ledTo(await visitor.post(`${AT}/passkeys`, { ...made, passkey_json: "" })), [303, `${AT}/passkeys`]);
});

Deno.test("a passkey that took too long, or is known, or has no name, is said so", async () => {
  const { visitor, fail } = await customer();
  const send = () => visitor.post(`${AT}/passkeys`, { name: "Phone", passkey_json: "{}" });
  fail("finishPasskey", ErrorCode.LINK_EXPIRED);
  match(await (await send()).text(), /That took too long/);
  fail("finishPasskey", ErrorCode.WRONG_STATE);
  match(await (await send()).text(), /known already/);
  fail("finishPasskey", ErrorCode.INVALID_ARGUMENT, "name");
  match(await (await send()).text(), /Name: Must be so\./);
  fail("finishPasskey", ErrorCode.INVALID_ARGUMENT, "passkey_json");
  equal((await send()).status, 400);
});

Deno.test("a passkey is renamed and deleted; somebody else's is not there", async () => {
  const { visitor, asked, fail } = await customer();
  const send = (id: string, intent: string) => visitor.post(`${AT}/passkeys`, { id, intent, name: "Key" });
  deepEqual(ledTo(await send(PASSKEY, "rename")), [303, `${AT}/passkeys?done=passkey-renamed`]);
  equal(asked("renamePasskey")[0]?.name, "Key");
  deepEqual(ledTo(await send(PASSKEY, "delete")), [303, `${AT}/passkeys?done=passkey-deleted`]);
  for (const intent of ["rename", "delete"]) equal((await send(FOREIGN, intent)).status, 404, intent);
  equal((await send(PASSKEY, "steal")).status, 400);
  fail("renamePasskey", ErrorCode.INVALID_ARGUMENT, "name");
  match(await (await send(PASSKEY, "rename")).text(), /a name of 1 to 60 characters/);
  fail("deletePasskey", ErrorCode.WRONG_STATE);
  match(await (await send(PASSKEY, "delete")).text(), /Add another before you delete this one/);
});

Deno.test("devices are told apart, and ended one by one or all others at once", async () => {
  const { visitor, read, asked } = await customer();
  const html = await read(`${AT}/devices`);
  equal(html.match(/\(this device\)/g)?.length, 1);
  deepEqual(
    tagsOf(html).filter(({ name, attributes }) => name === "button" && attributes.name === "id").map(({ attributes }) =>
      attributes.value
    ),
    ["s-2"],
    "who ends the present one signs out",
  );
  deepEqual(ledTo(await visitor.post(`${AT}/devices`, { id: "s-2" })), [303, `${AT}/devices?done=device-ended`]);
  deepEqual(ledTo(await visitor.post(`${AT}/devices`, {})), [303, `${AT}/devices?done=devices-ended`]);
  deepEqual(asked("endSessions").map(({ which }) => (which as { case: string }).case), ["id", "others"]);
  equal((await visitor.post(`${AT}/devices`, { id: "s-of-bob" })).status, 404);
});
