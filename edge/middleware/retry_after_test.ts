import assert from "node:assert/strict";
import { Hono } from "hono";
import { retryAfter } from "./retry_after.ts";

const app = new Hono().use(retryAfter)
  .get("/said", (c) => c.text("", 503, { "retry-after": "1" }))
  .get("/:status", (c) => c.text("", Number(c.req.param("status")) as 200));

for (const [path, expected] of [["200", null], ["500", null], ["503", "5"], ["504", "5"], ["said", "1"]] as const) {
  Deno.test(`retryAfter() has /${path} answered with ${expected ?? "no"} seconds`, async () => {
    assert.equal((await app.request(`/${path}`)).headers.get("retry-after"), expected);
  });
}
