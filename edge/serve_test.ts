import assert from "node:assert/strict";
import { createLog } from "../services/kit/log.ts";
import { serve } from "./serve.ts";
import { testApp } from "./testing/test_app.ts";

const log = createLog({ process: "edge", sink: () => {} });

/** Serves the edge for real, with a site that answers when told to. */
async function setUp(graceMs: number) {
  const stopping = new AbortController();
  const asked = Promise.withResolvers<void>(), answer = Promise.withResolvers<Response>();
  const site = () => {
    asked.resolve();
    return answer.promise;
  };
  const { app } = testApp({ site, stopping: stopping.signal });
  const listening = Promise.withResolvers<number>();
  const options = { host: "127.0.0.1", port: 0, log, stopping: stopping.signal, graceMs, onListen: listening.resolve };
  const stopped = serve(app.fetch, options);
  return { url: `http://127.0.0.1:${await listening.promise}`, stopping, stopped, asked: asked.promise, answer };
}

Deno.test("serve() finishes requests in flight, and takes no new ones, when told to stop", async () => {
  const { url, stopping, stopped, asked, answer } = await setUp(60_000);
  const inFlight = fetch(url);
  await asked;
  stopping.abort();
  await assert.rejects(fetch(url));
  answer.resolve(new Response("finished"));
  assert.equal(await (await inFlight).text(), "finished");
  await stopped;
});

Deno.test("serve() ends streams of events when told to stop", async () => {
  const { url, stopping, stopped, answer } = await setUp(60_000);
  answer.resolve(new Response(new ReadableStream(), { headers: { "content-type": "text/event-stream" } }));
  const response = await fetch(url, { headers: { accept: "text/event-stream" } });
  stopping.abort();
  assert.equal(await response.text(), "");
  await stopped;
});

Deno.test("serve() waits only so long for a request that does not finish", async () => {
  const { url, stopping, stopped, asked, answer } = await setUp(20);
  const inFlight = fetch(url).then((response) => response.text());
  await asked;
  stopping.abort();
  await stopped;
  answer.resolve(new Response("late"));
  await inFlight.catch(() => {});
});

Deno.test("serve() compresses what nobody keeps, but no stream of events", async () => {
  const text = "a mug to drink from; ".repeat(100);
  for (const [type, expected] of [["text/html; charset=utf-8", "gzip"], ["text/event-stream", null]]) {
    const { url, stopping, stopped, answer } = await setUp(60_000);
    answer.resolve(new Response(text, { headers: { "content-type": type! } }));
    const response = await fetch(url, { headers: { "accept-encoding": "gzip", accept: "text/html" } });
    assert.equal(await response.text(), text);
    assert.equal(response.headers.get("content-encoding"), expected);
    stopping.abort();
    await stopped;
  }
});
