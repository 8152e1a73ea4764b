import { join } from "node:path";
import { delay } from "../../services/kit/delay.ts";
import { StartError } from "../start_error.ts";

const POLL_MS = 20;
/** How a server is asked to end, more and more firmly: fast shutdown, immediate shutdown, kill. */
const STEPS: { signal: Deno.Signal; patienceMs: number }[] = [
  { signal: "SIGINT", patienceMs: 10_000 },
  { signal: "SIGQUIT", patienceMs: 5_000 },
  { signal: "SIGKILL", patienceMs: 5_000 },
];

/**
 * Frees a data folder after a crash: ends a server that lost its parent, and removes the lock of one that is gone.
 * PostgreSQL clears most such locks itself, but not that of a zombie or of a process id that another program now has.
 * The caller must know that nobody uses the server (it holds the lock of the state folder).
 */
export async function freeDataFolder(data: string): Promise<void> {
  const lock = join(data, "postmaster.pid");
  const pid = await lockHolder(lock);
  if (pid === undefined) return;
  for (const { signal, patienceMs } of STEPS) {
    if (!await isServerOf(data, pid)) break;
    sendSignal(pid, signal);
    const deadline = Date.now() + patienceMs;
    while (Date.now() < deadline && await isServerOf(data, pid)) await delay(POLL_MS);
  }
  if (await isServerOf(data, pid)) {
    throw new StartError(`Cannot stop the PostgreSQL server left in "${data}": process ${pid}`);
  }
  await Deno.remove(lock).catch(ignoreNotFound);
}

async function lockHolder(lock: string): Promise<number | undefined> {
  try {
    const pid = Number.parseInt(await Deno.readTextFile(lock));
    return Number.isNaN(pid) ? undefined : pid;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.PermissionDenied) {
      throw new StartError(
        `Cannot open "${lock}": it belongs to another user. Start as that user, or remove the folder.`,
      );
    }
    throw error;
  }
}

/** Whether the process lives, is no zombie, and is a server on this data folder. */
async function isServerOf(data: string, pid: number): Promise<boolean> {
  const command = Deno.build.os === "linux" ? await linuxCommand(pid) : await psCommand(pid);
  return command.includes(data);
}

/** A zombie's command line is empty. */
async function linuxCommand(pid: number): Promise<string> {
  try {
    return await Deno.readTextFile(`/proc/${pid}/cmdline`);
  } catch (error) {
    // "No such process": it ended between opening and reading
    if (error instanceof Deno.errors.NotFound || String(error).includes("os error 3")) return "";
    throw error;
  }
}

async function psCommand(pid: number): Promise<string> {
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "command=", "-p", String(pid)], stderr: "null" })
    .output();
  return new TextDecoder().decode(stdout);
}

function sendSignal(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    ignoreNotFound(error); // it ended by itself
  }
}

function ignoreNotFound(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
