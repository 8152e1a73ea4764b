import assert from "node:assert/strict";
import { aPrincipal, tokensOf } from "../testing/people.ts";
import { signedInApp } from "../testing/signed_in_app.ts";
import { TestBrowser } from "../testing/test_browser.ts";

const ADA = aPrincipal();

async function setUp() {
  const parts = signedInApp();
  await parts.browser.post("/sign-in");
  const guest = new TestBrowser(parts.app);
  const answer = async (browser: TestBrowser, path: string) => {
    const response = await browser.send(path);
    return [await response.text(), response.headers.get("x-cache")];
  };
  return { ...parts, guest, answer };
}

Deno.test("the cache keeps nothing that was made for who is signed in, and gives them what is for everybody", async () => {
  const { browser, guest, answer } = await setUp();
  assert.deepEqual(await answer(browser, "/public"), ["for everybody", "miss"]);
  assert.deepEqual(await answer(guest, "/public"), ["for everybody", "hit"]);
  assert.deepEqual(await answer(browser, "/public"), ["for everybody", "hit"]);
});

Deno.test("the cache keeps nothing for a request with a session's cookies alone", async () => {
  const { app, answer, guest } = await setUp();
  const { accessToken } = await tokensOf(ADA);
  for (const [name, value] of [["__Host-access", accessToken!], ["__Host-refresh", "a.1.b"]] as const) {
    const browser = new TestBrowser(app);
    browser.cookies.set(name, value);
    await browser.send("/who");
    const [seen] = await answer(guest, "/who");
    assert.equal(JSON.parse(seen!).userId, null);
  }
});

for (const path of ["/account", "/account/x.css", "/account/x.js?", "/account;x.png", "/account%2fx.css"]) {
  Deno.test(`the answer to ${path} for who is signed in is never given to anybody else`, async () => {
    const { browser, guest, answer } = await setUp();
    assert.equal(JSON.parse((await answer(browser, path))[0]!).userId, ADA.userId);
    assert.equal(JSON.parse((await answer(guest, path))[0]!).userId, null);
    assert.equal(JSON.parse((await answer(browser, path))[0]!).userId, ADA.userId);
    assert.equal((await browser.send(path)).headers.get("cache-control"), "private, no-store");
  });
}

Deno.test("an answer that refreshes a session is kept by nobody", async () => {
  const { browser, guest, answer } = await setUp();
  browser.cookies.delete("__Host-access");
  const response = await browser.send("/public");
  assert.equal(response.headers.getSetCookie().length, 2);
  assert.equal(response.headers.get("cache-control"), "private, no-store");
  await response.body?.cancel();
  assert.deepEqual(await answer(guest, "/public"), ["for everybody", "miss"]);
});
