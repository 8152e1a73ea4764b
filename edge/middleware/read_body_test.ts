import assert from "node:assert/strict";
import { Hono } from "hono";
import { createLog } from "../../services/kit/log.ts";
import type { Env } from "../env.ts";
import { testApp } from "../testing/test_app.ts";
import { answerError } from "./answer_error.ts";
import { MAX_BODY_BYTES, readBody } from "./read_body.ts";

/** Answers with the body it got. */
const echo = async (request: Request) => new Response(await request.text());

function post(path: string, type: string | undefined, body: BodyInit | null) {
  const headers = type === undefined ? {} : { "content-type": type };
  return testApp({ site: echo }).app.request(path, { method: "POST", headers, body });
}

function streamOf(...chunks: Uint8Array<ArrayBuffer>[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return ReadableStream.from(chunks);
}

for (
  const [path, type, expected] of [
    ["/cart", "application/x-www-form-urlencoded", 200],
    ["/cart", "multipart/form-data; boundary=x", 200],
    ["/cart", "application/json", 200],
    ["/cart", "Application/JSON; charset=utf-8", 200],
    ["/cart", "text/plain", 415],
    ["/cart", "", 415],
    ["/api/v1/orders/", "application/json", 404],
    ["/api/v1/orders", "text/plain", 415],
    ["/api/v1/orders/", "application/x-www-form-urlencoded", 415],
    ["/graphql/", "application/json", 200],
    ["/graphql", "application/x-www-form-urlencoded", 415],
    ["/graphql", "multipart/form-data; boundary=x", 415],
  ] as const
) {
  Deno.test(`readBody() lets "${type}" at ${path} come to ${expected}`, async () => {
    assert.equal((await post(path, type, "{")).status, expected);
  });
}

Deno.test("readBody() asks an empty request for no content type", async () => {
  assert.equal((await post("/cart", undefined, null)).status, 200);
});

Deno.test("readBody() passes on a body of the largest size, and refuses one byte more", async () => {
  const largest = "x".repeat(MAX_BODY_BYTES);
  const good = await post("/cart", "application/json", largest);
  assert.equal(await good.text(), largest);
  assert.equal((await post("/cart", "application/json", largest + "x")).status, 413);
});

Deno.test("readBody() refuses a large body that does not say its size", async () => {
  const half = new Uint8Array(MAX_BODY_BYTES / 2);
  assert.equal((await post("/cart", "application/json", streamOf(half, half))).status, 200);
  assert.equal((await post("/cart", "application/json", streamOf(half, half, half))).status, 413);
});

Deno.test("readBody() refuses by its size alone a body that says it is too large", async () => {
  const headers = { "content-type": "application/json", "content-length": String(MAX_BODY_BYTES + 1) };
  const response = await testApp().app.request("/cart", { method: "POST", headers, body: "{}" });
  assert.equal(response.status, 413);
});

Deno.test("readBody() waits for a slow body only so long", async () => {
  const app = new Hono<Env>();
  app.onError(answerError(createLog({ process: "edge", sink: () => {} })));
  app.post("*", readBody(20), () => new Response("read"));
  let cancelled = false;
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new Uint8Array(1)), // and nothing after it
    cancel: () => void (cancelled = true),
  });
  const response = await app.request("/cart", { method: "POST", body });
  assert.deepEqual([response.status, cancelled], [504, true]);
});
