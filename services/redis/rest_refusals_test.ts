import assert from "node:assert/strict";
import { createLog } from "../kit/log.ts";
import type { Backend } from "./backend.ts";
import { memoryBackend } from "./memory/memory_backend.ts";
import { MAX_COMMANDS } from "./parse_request.ts";
import { createRest, MAX_BODY_BYTES } from "./rest.ts";

function endpoint(backend: Backend = memoryBackend()) {
  const lines: string[] = [];
  const log = createLog({ process: "test", sink: (line) => lines.push(line) });
  const app = createRest({ backend, token: "secret", log, stopping: new AbortController().signal });
  const send = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: "Bearer secret", ...init.headers };
    const response = await app.request(path, { ...init, headers });
    return { status: response.status, body: await response.json() };
  };
  return { send, lines, [Symbol.dispose]: () => backend.close() };
}

const post = (body: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(body) });

Deno.test("requests without the exact token are refused", async () => {
  using rest = endpoint();
  for (const authorization of ["", "Bearer", "Bearer secre", "Bearer secrets", "Basic secret", "secret"]) {
    const answer = await rest.send("/get/a", { headers: { authorization } });
    assert.deepEqual(answer, { status: 401, body: { error: "Unauthorized" } });
  }
});

Deno.test("a token in the query is neither accepted nor needed for health", async () => {
  using rest = endpoint();
  assert.equal((await rest.send("/get/a?_token=secret", { headers: { authorization: "" } })).status, 401);
  assert.deepEqual(await rest.send("/health", { headers: { authorization: "" } }), {
    status: 200,
    body: { status: "ok" },
  });
});

Deno.test("bodies that are no command are refused with 400", async () => {
  using rest = endpoint();
  for (const body of [null, {}, [], "GET", [""], [["GET", "a"]], ["GET", null], ["GET", { a: 1 }]]) {
    const answer = await rest.send("/", post(body));
    assert.equal(answer.status, 400, JSON.stringify(body));
    assert.match(answer.body.error, /^ERR (failed to parse command|empty command)/);
  }
  assert.match((await rest.send("/", { method: "POST", body: "{" })).body.error, /the body is not JSON/);
});

Deno.test("a pipeline must hold at least one command and at most the limit", async () => {
  using rest = endpoint();
  const ping = ["PING"];
  assert.equal((await rest.send("/pipeline", post([]))).body.error, "ERR empty pipeline");
  assert.equal((await rest.send("/pipeline", post(Array(MAX_COMMANDS).fill(ping)))).status, 200);
  const tooMany = await rest.send("/pipeline", post(Array(MAX_COMMANDS + 1).fill(ping)));
  assert.equal(tooMany.body.error, `ERR too many commands: at most ${MAX_COMMANDS} are allowed`);
});

Deno.test("a body over the limit is refused with 413", async () => {
  using rest = endpoint();
  const answer = await rest.send("/", post(["SET", "a", "x".repeat(MAX_BODY_BYTES)]));
  assert.deepEqual(answer, { status: 413, body: { error: "ERR max request size exceeded" } });
});

Deno.test("methods other than GET and POST are refused with 405", async () => {
  using rest = endpoint();
  assert.equal((await rest.send("/get/a", { method: "DELETE" })).status, 405);
});

Deno.test("a Redis that is away gives 503, is logged and tells callers nothing", async () => {
  const away = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:6379"));
  using rest = endpoint({ execute: away, transact: away, subscribe: away, close: () => {} });
  const unavailable = { status: 503, body: { error: "ERR Redis is unavailable" } };
  assert.deepEqual(await rest.send("/get/a"), unavailable);
  assert.deepEqual(await rest.send("/pipeline", post([["GET", "a"]])), unavailable);
  assert.deepEqual(await rest.send("/multi-exec", post([["GET", "a"]])), unavailable);
  assert.deepEqual(await rest.send("/subscribe/a"), unavailable);
  assert.deepEqual(await rest.send("/health"), unavailable);
  assert.equal(rest.lines.length, 5);
  assert.match(rest.lines[0]!, /ECONNREFUSED/);
});
