import assert from "node:assert/strict";
import { currentContext, type RequestContext } from "../../services/kit/context.ts";
import { testApp } from "../testing/test_app.ts";

/** The context in which the site answered a request with these headers. */
async function contextFor(headers: Record<string, string>) {
  let seen: RequestContext | undefined;
  const site = () => {
    seen = currentContext();
    return Promise.resolve(new Response());
  };
  const { app, logged } = testApp({ site });
  const response = await app.request("/", { headers });
  return { seen: seen!, requestId: response.headers.get("x-request-id"), logged };
}

Deno.test("requestContext() takes over a well-formed request id and answers with it", async () => {
  const { seen, requestId } = await contextFor({ "x-request-id": "abc-1.2:3" });
  assert.deepEqual([seen.requestId, requestId], ["abc-1.2:3", "abc-1.2:3"]);
});

for (const id of ["", "two words", "<script>", "x".repeat(129), "ä"]) {
  Deno.test(`requestContext() makes a request id of its own instead of "${id.slice(0, 10)}"`, async () => {
    const { seen, requestId } = await contextFor({ "x-request-id": id });
    assert.match(seen.requestId, /^[0-9a-f-]{36}$/);
    assert.equal(requestId, seen.requestId);
  });
}

Deno.test("requestContext() goes on with a trace, as a new span of it", async () => {
  const trace = "4bf92f3577b34da6a3ce929d0e0e4736", parent = "00f067aa0ba902b7";
  const { seen, logged } = await contextFor({ traceparent: `00-${trace}-${parent}-01` });
  assert.match(seen.traceparent, new RegExp(`^00-${trace}-(?!${parent})[0-9a-f]{16}-01$`));
  assert.equal(logged[0]?.trace_id, trace);
});

Deno.test("requestContext() gives a request ten seconds, and a stream of events no end", async () => {
  const before = Date.now();
  const { deadline } = (await contextFor({})).seen;
  assert.ok(deadline! >= before + 10_000 && deadline! <= Date.now() + 10_000);
  assert.equal((await contextFor({ accept: "text/event-stream" })).seen.deadline, undefined);
});
