import assert from "node:assert/strict";
import fc from "fast-check";
import { readCookie, setCookie } from "./cookies.ts";
import { hasSessionCookie } from "./session_cookies.ts";

const VALUE = fc.stringMatching(/^[\w.-]{1,60}$/);

Deno.test("readCookie() reads what setCookie() wrote, among whatever other cookies", () => {
  fc.assert(fc.property(VALUE, fc.array(VALUE), fc.boolean(), (value, others, secure) => {
    const own = setCookie({ name: "access", value, maxAge: 1 }, secure).split(";")[0]!;
    const cookies = [...others.map((other, i) => `c${i}=${other}`), own, `xaccess=${value}x`].join("; ");
    assert.equal(readCookie(cookies, "access", secure), value);
    assert.equal(readCookie(cookies, "access", !secure), undefined);
    assert.equal(readCookie(cookies, "refresh", secure), undefined);
  }));
});

Deno.test("readCookie() makes nothing of a header that is no cookies", () => {
  fc.assert(fc.property(fc.string(), (header) => {
    const value = readCookie(header, "access", true);
    assert.ok(value === undefined || header.includes(`__Host-access=${value}`));
  }));
});

Deno.test("hasSessionCookie() finds a session's cookies wherever readCookie() does", () => {
  const piece = fc.oneof(VALUE, fc.constantFrom("access=a", "__Host-refresh=b", "xaccess=c", " ", ";", "; "));
  fc.assert(fc.property(fc.array(piece), (pieces) => {
    const cookie = pieces.join("");
    const found = ["access", "refresh"].some((name) =>
      [true, false].some((secure) => readCookie(cookie, name, secure) !== undefined)
    );
    const request = new Request("https://shop.example", { headers: { cookie } });
    if (found) assert.ok(hasSessionCookie(request), cookie);
  }));
});
