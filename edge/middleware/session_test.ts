import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { until } from "../../services/kit/testing/until.ts";
import { aPrincipal, tokensOf } from "../testing/people.ts";
import { signedInApp } from "../testing/signed_in_app.ts";

const ADA = aPrincipal();
const SAFE = /^__Host-(access|refresh)=[\w.-]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax; Secure$/;
const PLAIN = /^(access|refresh)=[\w.-]*; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/;
const REFUSED = new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot refresh: the session has ended");
const AWAY = new ShopError(ErrorCode.UNAVAILABLE, "Cannot answer: away");

/** An edge, and a browser that is signed in. */
async function signedIn(origin?: string) {
  const parts = signedInApp({}, origin);
  await parts.browser.post("/sign-in");
  return parts;
}

for (const [origin, shape] of [["https://shop.example", SAFE], ["http://localhost:8000", PLAIN]] as const) {
  Deno.test(`every cookie of a session on ${origin} is out of the reach of scripts and of other sites`, async () => {
    const { browser, identity } = await signedIn(origin);
    const access = [...browser.cookies.keys()].find((name) => name.endsWith("access"))!;
    browser.cookies.delete(access);
    const refreshed = await browser.send("/who");
    identity.answers.refreshSession = () => Promise.reject(REFUSED);
    browser.cookies.delete(access);
    const refused = await browser.send("/who");
    await browser.post("/sign-in");
    const signedOut = await browser.post("/sign-out");
    assert.equal(browser.told.length, 5 * 2);
    for (const cookie of browser.told) assert.match(cookie, shape);
    for (const { headers } of [refreshed, refused, signedOut]) {
      assert.equal(headers.get("cache-control"), "private, no-store");
    }
  });
}

Deno.test("the browser drops an access token before it expires, and a refresh token with the session", async () => {
  const { browser } = await signedIn();
  const ages = browser.told.map((cookie) => Number(/Max-Age=(\d+)/.exec(cookie)![1]));
  assert.ok(ages[0]! > 270 && ages[0]! <= 285, `${ages[0]} s`);
  assert.ok(ages[1]! > 13 * 86_400, `${ages[1]} s`);
});

Deno.test("who signs in gets a session of their own, whatever cookies the browser had before", async () => {
  const { browser, identity, see } = signedInApp();
  const thief = await tokensOf(aPrincipal({ userId: "thief" }));
  browser.cookies.set("__Host-access", thief.accessToken!).set("__Host-refresh", thief.refreshToken!);
  identity.principal = ADA;
  await browser.post("/sign-in");
  const [access, refresh] = ["__Host-access", "__Host-refresh"].map((name) => browser.cookies.get(name)!);
  assert.notEqual(access, thief.accessToken);
  assert.ok(refresh!.startsWith(ADA.sessionId));
  assert.equal((await see()).userId, ADA.userId);
});

Deno.test("who is signed in shops as the account, and the browser's own guest is kept", async () => {
  const { browser, see } = signedInApp();
  const guest = await (await browser.send("/add")).text();
  assert.deepEqual(await see(), { userId: null, isUnknown: false, guest, own: guest, speaks: false });
  await browser.post("/sign-in");
  const signedIn = { userId: ADA.userId, isUnknown: false, guest: ADA.shopperId, own: guest, speaks: true };
  assert.deepEqual(await see(), signedIn);
  assert.equal(await (await browser.send("/add")).text(), ADA.shopperId);
  await browser.post("/sign-out");
  assert.deepEqual(await see(), { userId: null, isUnknown: false, guest, own: guest, speaks: false });
});

Deno.test("calls speak for the account from the sign-in on, and for nobody from the sign-out on", async () => {
  const { browser } = signedInApp();
  assert.equal((await (await browser.post("/sign-in")).json()).speaks, true);
  assert.equal((await (await browser.post("/sign-out")).json()).speaks, false);
});

for (const [what, access] of [["is gone", undefined], ["is not ours", "e30.e30.c2ln"], ["is no token", "x"]] as const) {
  Deno.test(`a session whose access token ${what} goes on by its refresh token`, async () => {
    const { browser, asked, see } = await signedIn();
    if (access) browser.cookies.set("__Host-access", access);
    else browser.cookies.delete("__Host-access");
    assert.deepEqual([(await see()).userId, asked("refreshSession")], [ADA.userId, 1]);
    assert.deepEqual([(await see()).userId, asked("refreshSession")], [ADA.userId, 1], "and has a new one then");
  });
}

Deno.test("requests that a browser sends at once refresh its session once", async () => {
  const { browser, identity, asked, see } = await signedIn();
  browser.cookies.delete("__Host-access");
  const gate = Promise.withResolvers<void>();
  const { refreshSession } = identity.answers;
  identity.answers.refreshSession = async (...request) => {
    await gate.promise;
    return await refreshSession!(...request);
  };
  const all = Array.from({ length: 5 }, () => see());
  await until(() => asked("refreshSession") > 0);
  gate.resolve();
  for (const { userId } of await Promise.all(all)) assert.equal(userId, ADA.userId);
  assert.equal(asked("refreshSession"), 1);
  browser.cookies.delete("__Host-access");
  await see();
  assert.equal(asked("refreshSession"), 2, "the next one is asked for anew");
});

Deno.test("a browser whose session has ended becomes a guest's, and forgets it", async () => {
  const { browser, identity, asked, see } = await signedIn();
  identity.answers.refreshSession = () => Promise.reject(REFUSED);
  browser.cookies.delete("__Host-access");
  assert.deepEqual([(await see()).userId, browser.cookies.size], [null, 0]);
  await see();
  assert.equal(asked("refreshSession"), 1);
});

Deno.test("a browser keeps its session while nobody can be asked for the next tokens", async () => {
  const { browser, identity, see } = await signedIn();
  const { refreshSession } = identity.answers;
  identity.answers.refreshSession = () => Promise.reject(AWAY);
  browser.cookies.delete("__Host-access");
  const { userId, isUnknown, speaks } = await see();
  assert.deepEqual([userId, isUnknown, speaks], [null, true, false]);
  identity.answers.refreshSession = refreshSession!;
  assert.equal((await see()).userId, ADA.userId);
});

Deno.test("while the user service does not answer, few pages wait for it, and soon all know people again", async () => {
  const { browser, identity, asked, see } = await signedIn();
  const { refreshSession } = identity.answers;
  const { now } = Date;
  let later = 0;
  Date.now = () => now() + later;
  try {
    browser.cookies.delete("__Host-access");
    identity.answers.refreshSession = () => Promise.reject(AWAY);
    for (let page = 0; page < 10; page++) assert.equal((await see()).isUnknown, true);
    assert.equal(asked("refreshSession"), 3);
    identity.answers.refreshSession = refreshSession!;
    later = 2_000;
    assert.equal((await see()).userId, ADA.userId);
    assert.equal(asked("refreshSession"), 4);
  } finally {
    Date.now = now;
  }
});

Deno.test("a browser keeps its session while access tokens cannot be checked", async () => {
  const { browser, source, asked, see } = signedInApp();
  source.failure = AWAY;
  await browser.post("/sign-in");
  const { userId, isUnknown, speaks } = await see();
  assert.deepEqual([userId, isUnknown, speaks, asked("refreshSession")], [null, true, false, 0]);
  source.failure = undefined;
  assert.equal((await see()).userId, ADA.userId);
});

Deno.test("a session that is ended elsewhere ends in the browser as soon as the edge is told", async () => {
  const { identity, source, tokens, see } = await signedIn();
  const stopping = new AbortController();
  const learning = tokens.run(stopping.signal);
  assert.equal((await see()).userId, ADA.userId);
  identity.answers.refreshSession = () => Promise.reject(REFUSED);
  const { userId, sessionId } = identity.principal;
  source.revoked.push({ userId, sessionId, beforeGeneration: 0 });
  await until(async () => (await see()).userId === null);
  stopping.abort();
  await learning;
});

Deno.test("a request without a session's cookies asks nobody", async () => {
  const verify = () => assert.fail("asked");
  const { browser, identity, see } = signedInApp({ tokens: { verify, publicKeys: verify } });
  browser.cookies.set("__Host-guest", "x.y").set("theme", "dark").set("access", "a").set("refresh", "b");
  assert.equal((await see()).userId, null);
  assert.deepEqual(identity.asked, []);
});

Deno.test("what browsers fetch for a page does not refresh a session", async () => {
  const { browser, asked, see } = await signedIn();
  browser.cookies.delete("__Host-access");
  for (const dest of ["script", "style", "image", "font", "manifest"]) await see("/who", { "sec-fetch-dest": dest });
  assert.equal(asked("refreshSession"), 0);
  await see("/who", { "sec-fetch-dest": "document" });
  assert.equal(asked("refreshSession"), 1);
});

Deno.test("nobody is believed to be whom headers say they are", async () => {
  const { see } = signedInApp();
  const { accessToken } = await tokensOf(ADA);
  const seen = await see("/who", {
    authorization: `Bearer ${accessToken}`,
    "x-user-id": ADA.userId,
    "x-shopper-id": ADA.shopperId,
    "x-forwarded-user": "ada",
    "x-workload": "operator",
    "grpc-metadata-authorization": `Bearer ${accessToken}`,
    "access-token": accessToken!,
  });
  assert.deepEqual(seen, { userId: null, isUnknown: false, guest: null, own: null, speaks: false });
});

Deno.test("no token of a session is logged", async () => {
  const { browser, identity, logged, see } = await signedIn();
  const [access, refresh] = ["__Host-access", "__Host-refresh"].map((name) => browser.cookies.get(name)!);
  await see();
  browser.cookies.delete("__Host-access");
  identity.answers.refreshSession = () => Promise.reject(AWAY);
  await see(`/who?token=${refresh}`);
  const text = JSON.stringify(logged);
  assert.ok(logged.length >= 3 && !text.includes(access!) && !text.includes(refresh!) && !text.includes("token="));
});
