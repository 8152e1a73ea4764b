import { delay } from "../../services/kit/delay.ts";
import { freePort } from "../free_port.ts";
import { StartError } from "../start_error.ts";
import { type ClusterOptions, openCluster } from "./cluster.ts";

const READY_TIMEOUT_MS = 30_000;
const POLL_MS = 20;

/** A server that runs as a child of this process. Dispose stops it, with its data durable on disk. */
export interface PostgresServer extends AsyncDisposable {
  readonly pid: number;
  /** Address of a database for the superuser. Holds the password: never print it. */
  adminUrl(database?: string): string;
}

/** Starts a PostgreSQL server on a free port and waits until it answers. */
export async function startPostgres(options: Omit<ClusterOptions, "port">): Promise<PostgresServer> {
  const cluster = await openCluster({ ...options, port: freePort() });
  const child = await cluster.spawn();
  let running = true;
  const ended = child.status.finally(() => running = false);
  await child.stdout.cancel();
  const log = new Response(child.stderr).text();
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!await cluster.ready()) {
    if (!running || Date.now() > deadline) {
      if (running) child.kill("SIGKILL");
      throw new StartError(`Cannot start PostgreSQL: ${(await log).trim()}`);
    }
    await delay(POLL_MS);
  }
  return {
    pid: child.pid,
    adminUrl: cluster.adminUrl,
    async [Symbol.asyncDispose]() {
      if (running) child.kill("SIGINT");
      await Promise.all([ended, log]);
    },
  };
}
