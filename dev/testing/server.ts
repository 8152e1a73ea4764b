import { join } from "node:path";
import postgres from "postgres";
import { delay } from "../../services/kit/delay.ts";
import { exists } from "../exists.ts";
import { countOthers, LOCK, sharedServer } from "./shared_server.ts";

const SERVE = join(import.meta.dirname!, "serve.ts");
const STOP_POLL_MS = 20;

let known: Promise<string> | undefined;

/**
 * Address, for its superuser, of the database server that all tests of this clone share: `TEST_DATABASE_ADMIN_URL`, or
 * an embedded one. That starts when first asked for and ends by itself when nobody has been connected for two minutes.
 */
export function testServer(): Promise<string> {
  return known ??= findServer();
}

async function findServer(): Promise<string> {
  const address = Deno.env.get("TEST_DATABASE_ADMIN_URL") ?? await sharedServer();
  if (address !== undefined) return address;
  // A process of its own starts it, so that the server is no leak of the test that asked
  const { stderr } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", SERVE, "launch"] }).output();
  const started = await sharedServer();
  if (started !== undefined) return started;
  throw new Error(`Cannot start the test database server: ${new TextDecoder().decode(stderr)}`);
}

/** Keeps the server up until disposed of, and then stops it unless other tests use it. */
export async function holdTestServer(): Promise<AsyncDisposable & { address: string }> {
  const address = await testServer();
  const hold = postgres(address, { max: 1, onnotice: () => {} });
  await hold`select 1`;
  return {
    address,
    async [Symbol.asyncDispose]() {
      await hold.end();
      if (await sharedServer() === address && await countOthers(address) === 0) await stopServer();
    },
  };
}

async function stopServer(): Promise<void> {
  Deno.kill(Number(await Deno.readTextFile(LOCK)), "SIGTERM");
  while (await exists(LOCK)) await delay(STOP_POLL_MS);
}
