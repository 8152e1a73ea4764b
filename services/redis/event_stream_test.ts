import assert from "node:assert/strict";
import { eventStreams, MAX_SUBSCRIBERS, MAX_WAITING } from "./event_stream.ts";
import { memoryBackend } from "./memory/memory_backend.ts";

function streams() {
  const backend = memoryBackend();
  const stopping = new AbortController();
  const open = eventStreams(backend, stopping.signal);
  const publish = (message: string) => backend.execute(["PUBLISH", "news", message]);
  return { open, publish, stopping, [Symbol.dispose]: () => backend.close() };
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}

Deno.test("a stream ends when the server stops", async () => {
  using test = streams();
  const stream = await test.open("subscribe", "news");
  await test.publish("hello");
  test.stopping.abort();
  assert.equal(await readAll(stream), "data: subscribe,news,1\n\ndata: message,news,hello\n\n");
  assert.equal(await test.publish("nobody"), 0);
});

Deno.test("a message of several lines is one event of several data lines", async () => {
  using test = streams();
  const stream = await test.open("subscribe", "news");
  await test.publish("a\r\nb\nc");
  test.stopping.abort();
  assert.match(await readAll(stream), /\n\ndata: message,news,a\ndata: b\ndata: c\n\n$/);
});

Deno.test("a reader that does not keep up is disconnected", async () => {
  using test = streams();
  const stream = await test.open("subscribe", "news");
  for (let i = 0; i < MAX_WAITING + 10; i++) await test.publish(String(i));
  assert.equal(await test.publish("nobody"), 0);
  const events = (await readAll(stream)).split("\n\n").slice(0, -1);
  assert.equal(events.length, MAX_WAITING);
});

Deno.test("subscribers are bounded, and one that leaves makes room", async () => {
  using test = streams();
  const open = await Promise.all(Array.from({ length: MAX_SUBSCRIBERS }, () => test.open("subscribe", "news")));
  await assert.rejects(test.open("subscribe", "news"), { message: "ERR max number of clients reached" });
  await open[0]!.cancel();
  await (await test.open("subscribe", "news")).cancel();
  test.stopping.abort();
});
