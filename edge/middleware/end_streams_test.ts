import assert from "node:assert/strict";
import { testApp } from "../testing/test_app.ts";

const EVENT = new TextEncoder().encode("data: paid\n\n");

/** An endless stream, and whether its source was told to stop. */
function setUp(type = "text/event-stream; charset=utf-8") {
  const stopping = new AbortController();
  const source = { cancelled: false, end: () => {} };
  const body = () =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(EVENT);
        source.end = () => controller.close();
      },
      cancel: () => void (source.cancelled = true),
    });
  const site = () => Promise.resolve(new Response(body(), { headers: { "content-type": type } }));
  const { app } = testApp({ site, stopping: stopping.signal });
  return { app, stopping, source };
}

Deno.test("endStreams() ends a stream of events when the process stops, and tells its source", async () => {
  const { app, stopping, source } = setUp();
  const reader = (await app.request("/events")).body!.getReader();
  assert.deepEqual((await reader.read()).value, EVENT);
  const next = reader.read();
  stopping.abort();
  assert.equal((await next).done, true);
  assert.equal(source.cancelled, true);
});

Deno.test("endStreams() opens no stream once the process stops", async () => {
  const { app, stopping } = setUp();
  stopping.abort();
  assert.equal(await (await app.request("/events")).text(), "");
});

Deno.test("endStreams() tells the source when its reader leaves", async () => {
  const { app, source } = setUp();
  await (await app.request("/events")).body!.cancel();
  assert.equal(source.cancelled, true);
});

Deno.test("endStreams() lets a stream end by itself", async () => {
  const { app, source } = setUp();
  const response = await app.request("/events");
  source.end();
  assert.equal(await response.text(), "data: paid\n\n");
});

Deno.test("endStreams() leaves every other answer alone", async () => {
  const { app, stopping, source } = setUp("text/html");
  const reader = (await app.request("/")).body!.getReader();
  await reader.read();
  stopping.abort();
  source.end();
  assert.deepEqual([(await reader.read()).done, source.cancelled], [true, false]);
});
