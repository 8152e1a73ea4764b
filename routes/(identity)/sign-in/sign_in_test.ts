import { deepEqual, doesNotMatch, equal, match, ok } from "node:assert/strict";
import { ErrorCode } from "../../../services/kit/errors.ts";
import { fieldsOf, tagsOf } from "../../(_testing)/html.ts";
import { visit } from "../../(_testing)/test_site.ts";
import { failure, identityShop, refused } from "../(_testing)/identity_shop.ts";

const FORM = { email: " Ada@example.com ", password: " correct horse " };
const TICKET = "ticket-secret";
const WAITS = { outcome: { case: "secondFactor", value: { ticket: TICKET, totp: true, passkey: true } } } as const;
const PASSKEY = { challenge: "abc", rpId: "shop.example" };

/** What the browser keeps of an answer, as it sends it back. */
const cookiesOf = (response: Response) =>
  response.headers.getSetCookie().map((cookie) => cookie.split(";")[0]!).join("; ");

/** No secret is where others could see it: in an address, or within the reach of scripts. */
function checkSecrets({ headers }: Response): void {
  doesNotMatch(headers.get("location") ?? "", /secret|example/i);
  for (const cookie of headers.getSetCookie()) {
    match(cookie, /; HttpOnly/);
    match(cookie, /; Secure/);
    match(cookie, /^__Host-/);
    match(cookie, /; SameSite=Lax/);
  }
}

Deno.test("/sign-in takes a password as it was typed, and leads to the account", async () => {
  const { shop, asked } = identityShop();
  const visitor = await visit(shop);
  const html = await (await visitor.get("/sign-in")).text();
  const field = (name: string) => tagsOf(html).find(({ attributes }) => attributes.name === name)!.attributes;
  deepEqual([field("email").autocomplete, field("password").autocomplete], ["username", "current-password"]);
  const response = await visitor.post("/sign-in", FORM);
  deepEqual([response.status, response.headers.get("location")], [303, "/account"]);
  checkSecrets(response);
  equal(visitor.session.principal?.userId, shop.identity.principal.userId);
  const [method, { email, password }] = asked[0]!;
  deepEqual([method, email, password], ["signIn", "Ada@example.com", " correct horse "]);
});

Deno.test("/sign-in ends the session that the browser had before, and signs in also when that fails", async () => {
  const { shop, asked, answer } = identityShop();
  const visitor = await visit(shop);
  await visitor.post("/sign-in", FORM);
  equal(asked.some(([method]) => method === "signOut"), false);
  const { refreshToken: before } = visitor.session;
  await visitor.post("/sign-in", FORM);
  deepEqual(asked.filter(([method]) => method === "signOut"), [["signOut", { refreshToken: before }]]);
  answer("signOut", failure(ErrorCode.UNAVAILABLE));
  equal((await visitor.post("/sign-in", FORM)).status, 303);
});

Deno.test("/sign-in says the same whatever was wrong, keeps the address, and forgets the password", async () => {
  const pages = new Set<string>();
  for (const email of ["known@example.com", "nobody@example.com"]) {
    const { shop } = identityShop({ signIn: failure(ErrorCode.SIGN_IN_REFUSED) });
    const response = await (await visit(shop)).post("/sign-in", { ...FORM, email });
    equal(response.status, 401);
    const html = await response.text();
    match(html, /The address or the password is not right, or the address is not confirmed yet\./);
    deepEqual([fieldsOf(html).email, fieldsOf(html).password], [email, ""]);
    doesNotMatch(html, /correct horse/);
    pages.add(html.replaceAll(email, ""));
  }
  equal(pages.size, 1);
});

Deno.test("/sign-in says what to do when it was tried too often, and when the shop is busy", async () => {
  const { shop, answer } = identityShop();
  const visitor = await visit(shop);
  for (
    const [code, text] of [[ErrorCode.RATE_LIMITED, /Wait a few minutes/], [
      ErrorCode.UNAVAILABLE,
      /shop is busy/,
    ]] as const
  ) {
    answer("signIn", failure(code));
    match(await (await visitor.post("/sign-in", FORM)).text(), text);
  }
  answer("signIn", refused(["password", "must not be empty"]));
  match(await (await visitor.post("/sign-in", { email: "a@b.example" })).text(), /href="#password"/);
});

Deno.test("/sign-in says what was done before, and nothing that others choose", async () => {
  const visitor = await visit(identityShop().shop);
  const read = async (query: string) => await (await visitor.get(`/sign-in?${query}`)).text();
  match(await read("notice=verified"), /Your address is confirmed/);
  for (const name of ["evil", "constructor", "__proto__", "toString", ""]) {
    doesNotMatch(await read(`notice=${name}`), /role="alert"/);
  }
});

for (const next of ["/account/orders?page=2", "/checkout"]) {
  Deno.test(`who wanted to ${next} gets there`, async () => {
    const { shop } = identityShop();
    const visitor = await visit(shop);
    const html = await (await visitor.get(`/sign-in?next=${encodeURIComponent(next)}`)).text();
    equal(fieldsOf(html).next, next);
    equal((await visitor.post("/sign-in", { ...FORM, next })).headers.get("location"), next);
  });
}

for (
  const next of ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"]
) {
  Deno.test(`nobody is led to ${JSON.stringify(next)}`, async () => {
    const { shop, answer } = identityShop();
    const visitor = await visit(shop);
    const query = `?next=${encodeURIComponent(next)}`;
    doesNotMatch(await (await visitor.get(`/sign-in${query}`)).text(), /evil|alert/);
    equal((await visitor.post("/sign-in", { ...FORM, next })).headers.get("location"), "/account");
    answer("signIn", WAITS);
    const waiting = await visitor.post("/sign-in", { ...FORM, next });
    equal(waiting.headers.get("location"), "/sign-in/second-factor");
    const cookie = cookiesOf(waiting);
    doesNotMatch(await (await visitor.get(`/sign-in/second-factor${query}`, { cookie })).text(), /evil|alert/);
    const done = await visitor.post("/sign-in/second-factor", { totp_code: "123456", next }, { cookie });
    equal(done.headers.get("location"), "/account");
  });
}

Deno.test("a second factor is asked for, and its ticket goes in a cookie", async () => {
  const { shop, asked, answer } = identityShop({ signIn: WAITS });
  const { completeSignIn: right } = shop.identity.answers;
  const visitor = await visit(shop);
  const waiting = await visitor.post("/sign-in", { ...FORM, next: "/checkout" });
  deepEqual([waiting.status, waiting.headers.get("location")], [303, "/sign-in/second-factor?next=%2Fcheckout"]);
  checkSecrets(waiting);
  const cookie = cookiesOf(waiting);

  const html = await (await visitor.get("/sign-in/second-factor?next=%2Fcheckout", { cookie })).text();
  doesNotMatch(html, new RegExp(TICKET));
  const code = tagsOf(html).find(({ attributes }) => attributes.name === "totp_code")!.attributes;
  deepEqual([code.autocomplete, code.inputMode ?? code.inputmode], ["one-time-code", "numeric"]);

  answer("completeSignIn", failure(ErrorCode.SIGN_IN_REFUSED));
  const wrong = await visitor.post("/sign-in/second-factor", { totp_code: "000000", next: "/checkout" }, { cookie });
  equal(wrong.status, 401);
  match(await wrong.text(), /That is not right, or was used before/);

  Object.assign(shop.identity.answers, { completeSignIn: right });
  const done = await visitor.post("/sign-in/second-factor", { totp_code: "123 456", next: "/checkout" }, { cookie });
  deepEqual([done.status, done.headers.get("location")], [303, "/checkout"]);
  ok(done.headers.getSetCookie().some((set) => /^__Host-second-factor=; Max-Age=0/.test(set)));
  const { ticket, factor } = asked.findLast(([method]) => method === "completeSignIn")![1];
  deepEqual([ticket, factor], [TICKET, { case: "totpCode", value: "123456" }]);
});

for (
  const [fields, factor] of [
    [{ recovery_code: " abcd-efgh " }, { case: "recoveryCode", value: "abcd-efgh" }],
    [{ passkey_json: `{"id":"x"}` }, { case: "passkeyJson", value: `{"id":"x"}` }],
  ] as const
) {
  Deno.test(`a second factor may be a ${factor.case}`, async () => {
    const { shop, asked } = identityShop({ signIn: WAITS });
    const visitor = await visit(shop);
    const cookie = cookiesOf(await visitor.post("/sign-in", FORM));
    equal((await visitor.post("/sign-in/second-factor", fields, { cookie })).headers.get("location"), "/account");
    deepEqual(asked.find(([method]) => method === "completeSignIn")![1].factor, factor);
  });
}

Deno.test("who takes too long for the second factor, or has none to show, signs in again", async () => {
  const { shop } = identityShop({ signIn: WAITS, completeSignIn: failure(ErrorCode.LINK_EXPIRED) });
  const visitor = await visit(shop);
  const cookie = cookiesOf(await visitor.post("/sign-in", FORM));
  const late = await visitor.post("/sign-in/second-factor", { totp_code: "123456" }, { cookie });
  deepEqual([late.status, late.headers.get("location")], [303, "/sign-in?notice=expired"]);
  match(late.headers.get("set-cookie") ?? "", /Max-Age=0/);
  equal((await visitor.get("/sign-in/second-factor")).headers.get("location"), "/sign-in");
  const none = await visitor.post("/sign-in/second-factor", { totp_code: "123456" });
  equal(none.headers.get("location"), "/sign-in?notice=expired");
});

Deno.test("a passkey signs in: the browser gets its options, and the ticket stays out of scripts' reach", async () => {
  const { shop, asked, answer } = identityShop({
    beginPasskeySignIn: { ticket: TICKET, optionsJson: JSON.stringify(PASSKEY) },
  });
  const visitor = await visit(shop);
  const begun = await visitor.post("/sign-in/passkey", {});
  checkSecrets(begun);
  deepEqual(await begun.json(), PASSKEY);
  const cookie = cookiesOf(begun);
  const sent = { passkey_json: `{"id":"x"}`, next: "/checkout" };
  const done = await visitor.post("/sign-in", sent, { cookie });
  deepEqual([done.status, done.headers.get("location")], [303, "/checkout"]);
  const { ticket, passkeyJson } = asked.find(([method]) => method === "finishPasskeySignIn")![1];
  deepEqual([ticket, passkeyJson], [TICKET, `{"id":"x"}`]);

  answer("finishPasskeySignIn", failure(ErrorCode.SIGN_IN_REFUSED));
  match(await (await visitor.post("/sign-in", sent, { cookie })).text(), /This passkey is not known here/);
  answer("beginPasskeySignIn", failure(ErrorCode.RATE_LIMITED));
  equal((await visitor.post("/sign-in/passkey", {})).status, 429);
});

Deno.test("a passkey as the second factor belongs to the ticket that waits", async () => {
  const { shop, asked } = identityShop({ signIn: WAITS, beginSecondFactor: { optionsJson: JSON.stringify(PASSKEY) } });
  const visitor = await visit(shop);
  const cookie = cookiesOf(await visitor.post("/sign-in", FORM));
  const begun = await visitor.post("/sign-in/second-factor/passkey", {}, { cookie });
  deepEqual(await begun.json(), PASSKEY);
  deepEqual(asked.at(-1), ["beginSecondFactor", { ticket: TICKET }]);
});

Deno.test("pages of a sign-in work without script: nothing that needs it is shown", async () => {
  const visitor = await visit(identityShop({ signIn: WAITS }).shop);
  const cookie = cookiesOf(await visitor.post("/sign-in", FORM));
  for (const path of ["/sign-in", "/sign-in/second-factor"]) {
    const html = await (await visitor.get(path, { cookie })).text();
    match(html, /<div hidden><input type="hidden" name="passkey_json"/, path);
    match(html, /<form method="post" action="\/sign-in/, path);
  }
});
