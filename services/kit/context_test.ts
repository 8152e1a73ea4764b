import assert from "node:assert/strict";
import { currentContext, makeContext, traceId, withContext } from "./context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";

Deno.test("makeContext() keeps the trace and takes a span of its own", () => {
  const context = makeContext({ requestId: "r-1", traceparent: `00-${TRACE}-b7ad6b7169203331-00` });
  assert.equal(context.requestId, "r-1");
  assert.equal(traceId(context), TRACE);
  assert.match(context.traceparent, new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  assert.doesNotMatch(context.traceparent, /b7ad6b7169203331/);
});

Deno.test("makeContext() makes ids anew when they are missing or malformed", () => {
  for (const requestId of ["", "a b", "x".repeat(200), "a\r\nb: c"]) {
    const context = makeContext({ requestId, traceparent: "00-zz-1-01" });
    assert.match(context.requestId, /^[0-9a-f-]{36}$/);
    assert.match(context.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  }
});

Deno.test("withContext() is seen by everything that is awaited inside, and by nothing else", async () => {
  const seen = await Promise.all(["a", "b"].map((requestId) =>
    withContext(makeContext({ requestId }), async () => {
      await Promise.resolve();
      return currentContext()?.requestId;
    })
  ));
  assert.deepEqual(seen, ["a", "b"]);
  assert.equal(currentContext(), undefined);
});
