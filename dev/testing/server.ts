import { join } from "node:path";
import postgres from "postgres";
import { delay } from "../delay.ts";
import { exists } from "../exists.ts";
import { tryFileLock } from "../file_lock.ts";
import { removeCluster } from "../postgres/owner.ts";
import { startPostgres } from "../postgres/server.ts";

const FOLDER = join(import.meta.dirname!, "../../.shopflow/test");
const DATA = join(FOLDER, "postgres");
const ADDRESS_FILE = join(FOLDER, "address");
export const PROGRAMS = join(import.meta.dirname!, "../../.shopflow/programs");
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const IDLE_CHECK_MS = 2_000;
const IDLE_LIMIT_MS = 120_000;

let known: Promise<string> | undefined;

/**
 * Address of the test server for its superuser: the one that `dev/test.ts` started, else one that all test processes of
 * this clone share, which starts when first asked for and ends by itself when nobody has been connected for two minutes.
 */
export function testServer(): Promise<string> {
  return known ??= findServer();
}

async function findServer(): Promise<string> {
  const given = Deno.env.get("TEST_DATABASE_ADMIN_URL");
  if (given !== undefined) return given;
  const running = await sharedServer();
  if (running !== undefined) return running;
  // A process of its own starts the server, so that no test is seen to leak it
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, "launch"],
  }).output();
  const started = await sharedServer();
  if (started === undefined) {
    throw new Error(`Cannot start the test database server: ${new TextDecoder().decode(stderr)}`);
  }
  return started;
}

async function sharedServer(): Promise<string | undefined> {
  if (!await exists(ADDRESS_FILE)) return undefined;
  const address = await Deno.readTextFile(ADDRESS_FILE);
  return await connections(address).then(() => address, () => undefined); // a leftover of a crash does not answer
}

/** How many others are connected to the server. */
async function connections(address: string): Promise<number> {
  const sql = postgres(address, { max: 1, onnotice: () => {} });
  try {
    const [row] = await sql<[{ count: number }]>`
      select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return row.count;
  } finally {
    await sql.end();
  }
}

/** Starts the server's process and returns when a server answers, be it this one or another process's. */
async function launch(): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, "serve"],
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const deadline = Date.now() + START_TIMEOUT_MS;
  let failed = false;
  child.status.then(({ success }) => failed = !success);
  while (await sharedServer() === undefined) {
    if (failed || Date.now() > deadline) throw new Error(await new Response(child.stderr).text());
    await delay(POLL_MS);
  }
  Deno.exit(0); // leaves the child running
}

/** Serves until nobody has been connected for a while. Does nothing when another process serves already. */
async function serve(): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  using lock = await tryFileLock(join(FOLDER, "lock"));
  if (lock === undefined) return;
  await serveUntilIdle();
  await removeCluster(DATA);
}

async function serveUntilIdle(): Promise<void> {
  await using server = await startPostgres({ programs: PROGRAMS, data: DATA });
  await Deno.writeTextFile(ADDRESS_FILE, server.adminUrl(), { mode: 0o600 });
  let lastUse = Date.now();
  while (Date.now() - lastUse < IDLE_LIMIT_MS) {
    await delay(IDLE_CHECK_MS);
    if (await connections(server.adminUrl()) > 0) lastUse = Date.now();
  }
  await Deno.remove(ADDRESS_FILE);
}

if (import.meta.main) await (Deno.args[0] === "serve" ? serve() : launch());
