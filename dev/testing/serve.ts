/** The process behind {@link testServer}: `launch` returns when a server answers, `serve` is that server. */
import { delay } from "../../services/kit/delay.ts";
import { tryFileLock } from "../file_lock.ts";
import { startPostgres } from "../postgres/server.ts";
import { dataFolder, removeData } from "./data_folder.ts";
import { ADDRESS_FILE, countOthers, FOLDER, LOCK, PROGRAMS, sharedServer } from "./shared_server.ts";

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const IDLE_CHECK_MS = 2_000;
const IDLE_LIMIT_MS = 120_000;
/** The data does not outlive the server, so nothing needs to be safe on a disk. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_connections: "200",
  // Thousands of connections are made to it, and each would take milliseconds on both sides to stretch a password nobody guesses
  scram_iterations: "1",
};

/** Starts a server unless one answers, be it this one or another process's. Leaves it running. */
async function launch(): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", import.meta.filename!, "serve"],
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  let failed = false;
  child.status.then(({ success }) => failed = !success);
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (await sharedServer() === undefined) {
    if (failed || Date.now() > deadline) throw new Error(await new Response(child.stderr).text());
    await delay(POLL_MS);
  }
  Deno.exit(0); // without waiting for the child
}

/** Serves until SIGTERM or until nobody has been connected for a while. Does nothing when another process serves. */
async function serve(): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  using lock = await tryFileLock(LOCK, String(Deno.pid));
  if (lock === undefined) return;
  const stopped = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGTERM", stopped.resolve);
  {
    await removeData(); // what a crash left may be broken
    await using server = await startPostgres({ programs: PROGRAMS, data: await dataFolder(), settings: SETTINGS });
    await Deno.writeTextFile(ADDRESS_FILE, server.adminUrl(), { mode: 0o600 });
    await Promise.race([stopped.promise, idle(server.adminUrl())]);
    await Deno.remove(ADDRESS_FILE);
  }
  await removeData();
}

async function idle(address: string): Promise<void> {
  let lastUse = Date.now();
  while (Date.now() - lastUse < IDLE_LIMIT_MS) {
    await delay(IDLE_CHECK_MS);
    if (await countOthers(address) > 0) lastUse = Date.now();
  }
}

if (import.meta.main) {
  await (Deno.args[0] === "serve" ? serve() : launch());
  Deno.exit();
}
