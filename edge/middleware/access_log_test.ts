import assert from "node:assert/strict";
import { testApp } from "../testing/test_app.ts";

Deno.test("accessLog() logs one line a request, without what was asked for", async () => {
  const { app, logged } = testApp();
  const { headers } = await app.request("/search?q=secret", { headers: { cookie: "guest=secret" } });
  assert.equal(logged.length, 1);
  const { message, method, path, status, ms, request_id } = logged[0]!;
  assert.deepEqual([message, method, path, status], ["request", "GET", "/search", 200]);
  assert.equal(typeof ms, "number");
  assert.equal(request_id, headers.get("x-request-id"));
  assert.ok(!JSON.stringify(logged).includes("secret"));
});

Deno.test("accessLog() logs what failed as well, and why if it was a bug", async () => {
  const { app, logged } = testApp({ site: () => Promise.reject(new Error("broken page")) });
  const response = await app.request("/");
  assert.equal(response.status, 500);
  assert.ok(!(await response.text()).includes("broken page"));
  assert.deepEqual(logged.map(({ level, message }) => [level, message]), [
    ["error", "unexpected error"],
    ["info", "request"],
  ]);
  assert.match(JSON.stringify(logged[0]), /broken page/);
});

Deno.test("accessLog() has no line at the usual level for what probes ask", async () => {
  const { app, logged } = testApp();
  assert.equal((await app.request("/api/v1/health/")).status, 200);
  assert.deepEqual(logged, []);
});
