import assert from "node:assert/strict";
import { testApp } from "../testing/test_app.ts";

const SITE = "https://shop.example";

/** What the browser of a visitor says, and whether a request that changes something passes. */
const CASES: [what: string, headers: Record<string, string>, passes: boolean][] = [
  ["our own page", { "sec-fetch-site": "same-origin", origin: SITE }, true],
  ["our own page, in a browser without Sec-Fetch-Site", { origin: SITE }, true],
  ["the visitor, by hand", { "sec-fetch-site": "none" }, true],
  ["a program", {}, true],
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, false],
  ["another site that claims our origin", { "sec-fetch-site": "cross-site", origin: SITE }, false],
  ["a sister host", { "sec-fetch-site": "same-site", origin: "https://blog.shop.example" }, false],
  ["another site, in a browser without Sec-Fetch-Site", { origin: "https://evil.example" }, false],
  ["our host on http", { origin: "http://shop.example" }, false],
  ["our host on another port", { origin: "https://shop.example:8443" }, false],
  ["a host that begins like ours", { origin: "https://shop.example.evil.example" }, false],
  ["a sandboxed frame", { origin: "null" }, false],
  ["an empty origin", { origin: "" }, false],
  ["an unheard-of value", { "sec-fetch-site": "same-planet", origin: SITE }, false],
];

for (const [what, headers, passes] of CASES) {
  Deno.test(`refuseCrossSite() ${passes ? "passes" : "refuses"} what ${what} sends`, async () => {
    const { app } = testApp();
    for (const path of ["/cart", "/api/v1/nothing/", "/graphql/"]) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "PURGE"]) {
        const { status } = await app.request(SITE + path, { method, headers });
        assert.equal(status !== 403, passes, `${method} ${path}: ${status}`);
      }
      for (const method of ["GET", "HEAD", "OPTIONS"]) {
        const { status } = await app.request(SITE + path, { method, headers });
        assert.notEqual(status, 403, `${method} ${path}`);
      }
    }
  });
}

Deno.test("refuseCrossSite() compares with the public origin behind a proxy", async () => {
  const { app } = testApp({ publicOrigin: SITE });
  const post = (origin: string) => app.request("http://10.0.0.1:8000/cart", { method: "POST", headers: { origin } });
  assert.equal((await post(SITE)).status, 200);
  assert.equal((await post("http://10.0.0.1:8000")).status, 403);
});
