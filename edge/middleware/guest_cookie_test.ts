import assert from "node:assert/strict";
import { CookieGuest } from "./guest_cookie.ts";

const KEY = new Uint8Array(32).fill(1);

/** A cookie as the browser sends it back. */
function cookieOf(guest: CookieGuest): string {
  return guest.setCookie!.split(";")[0]!;
}

Deno.test("CookieGuest knows again whom it made", () => {
  for (const secure of [true, false]) {
    const guest = new CookieGuest(KEY, "", secure);
    assert.equal(guest.id, undefined);
    const id = guest.ensure();
    assert.match(id, /^[0-9a-f-]{36}$/);
    const again = new CookieGuest(KEY, `a=1; ${cookieOf(guest)}; b=2`, secure);
    assert.deepEqual([again.id, again.ensure(), again.setCookie], [id, id, undefined]);
  }
});

Deno.test("CookieGuest sets a cookie that scripts, other sites and other hosts cannot use", () => {
  const guest = new CookieGuest(KEY, "", true);
  guest.ensure();
  assert.match(guest.setCookie!, /^__Host-guest=\S+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
});

Deno.test("CookieGuest sets a plain cookie on http, where browsers refuse any other", () => {
  const guest = new CookieGuest(KEY, "", false);
  guest.ensure();
  assert.match(guest.setCookie!, /^guest=\S+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
});

Deno.test("CookieGuest takes any other cookie for none", () => {
  const guest = new CookieGuest(KEY, "", true);
  const id = guest.ensure();
  const good = cookieOf(guest);
  const signature = good.split(".")[1]!;
  const otherId = crypto.randomUUID();
  const wrong = [
    "",
    "__Host-guest=",
    "__Host-guest=.",
    `__Host-guest=${id}`,
    `__Host-guest=${id}.`,
    `__Host-guest=${otherId}.${signature}`,
    `__Host-guest=${id}.${signature}x`,
    `__Host-guest=${id}.${signature.slice(0, -1)}`,
    `guest=${id}.${signature}`, // what an attacker on http could have set
    good.replace("__Host-", "__host-"),
  ];
  for (const cookies of wrong) assert.equal(new CookieGuest(KEY, cookies, true).id, undefined, cookies);
  assert.equal(new CookieGuest(new Uint8Array(32).fill(2), good, true).id, undefined, "another key");
});

Deno.test("CookieGuest is used as soon as anybody asks who it is", () => {
  const read = new CookieGuest(KEY, "", true);
  assert.equal(read.used, false);
  assert.deepEqual([read.id, read.used], [undefined, true]);
  const made = new CookieGuest(KEY, "", true);
  made.ensure();
  assert.equal(made.used, true);
});
