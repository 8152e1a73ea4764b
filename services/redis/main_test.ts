import assert from "node:assert/strict";
import { Redis } from "@upstash/redis";

const MAIN = new URL("main.ts", import.meta.url);
const TOKEN = "test-token";

function start(env: Record<string, string>): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--allow-env", "--allow-net=127.0.0.1", MAIN.pathname],
    env: { LOG_FORMAT: "text", UPSTASH_REDIS_REST_TOKEN: "", REDIS_URL: "", ...env },
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** The port that the process says it listens on. */
async function portOf(process: Deno.ChildProcess): Promise<number> {
  let said = "";
  for await (const chunk of process.stdout.values({ preventCancel: true })) {
    said += new TextDecoder().decode(chunk);
    const port = /\bport=(\d+)/.exec(said)?.[1];
    if (port !== undefined) return Number(port);
  }
  throw new Error(`Cannot read the port: the process ended with "${said}"`);
}

async function outcome(process: Deno.ChildProcess) {
  const { code, stdout, stderr } = await process.output();
  return { code, said: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
}

Deno.test("the process refuses to start without a token", async () => {
  const { code, said } = await outcome(start({ PORT: "0" }));
  assert.equal(code, 1);
  assert.match(said, /^Cannot start: .*\n {2}UPSTASH_REDIS_REST_TOKEN: is missing$/m);
});

Deno.test("the process says that its address is in use", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const env = { PORT: String(listener.addr.port), UPSTASH_REDIS_REST_TOKEN: TOKEN };
  const { code, said } = await outcome(start(env));
  assert.equal(code, 1);
  assert.match(said, /Cannot start: .*in use/);
});

Deno.test("the process serves, and on SIGTERM ends its subscribers' streams and stops", async () => {
  const process = start({ PORT: "0", UPSTASH_REDIS_REST_TOKEN: TOKEN });
  const url = `http://127.0.0.1:${await portOf(process)}`;
  const redis = new Redis({ url, token: TOKEN, enableTelemetry: false, retry: false });
  assert.equal(await redis.set("k", "v"), "OK");
  assert.equal(await redis.get("k"), "v");

  const stream = await fetch(`${url}/subscribe/news`, { headers: { authorization: `Bearer ${TOKEN}` } });
  process.kill("SIGTERM");
  assert.equal(await stream.text(), "data: subscribe,news,1\n\n");
  assert.equal((await process.status).code, 0);
  await process.stdout.cancel();
  await process.stderr.cancel();
});
