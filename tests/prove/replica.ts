import { freePort } from "../../dev/free_port.ts";
import { type Shop, until } from "../shop.ts";

const READY_MS = 30_000;

/** Another process of the order service, beside the one that the supervisor started. */
export interface Replica extends AsyncDisposable {
  /** host:port. */
  readonly address: string;
  readonly pid: number;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** Starts one more replica of the order service: the same command and environment, on a port of its own. */
export async function startReplica(shop: Shop, address: string): Promise<Replica> {
  const [pid] = await shop.pids("order");
  const port = String(freePort());
  const [host, oldPort] = address.split(":");
  const swap = (text: string) => text.replaceAll(address, `${host}:${port}`);
  const [command, ...args] = (await Deno.readTextFile(`/proc/${pid}/cmdline`)).split("\0").slice(0, -1).map(swap);
  const env = Object.fromEntries(
    (await Deno.readTextFile(`/proc/${pid}/environ`)).split("\0").filter(Boolean).map((entry) => {
      const split = entry.indexOf("=");
      const [name, value] = [entry.slice(0, split), entry.slice(split + 1)];
      return [name, name === "PORT" && value === oldPort ? port : value];
    }),
  );
  // It is ours, not the supervisor's: it must not end because its parent is another
  delete env.SHOPFLOW_SUPERVISOR;
  const cwd = await Deno.readLink(`/proc/${pid}/cwd`);
  const child = new Deno.Command(command!, {
    args,
    env,
    cwd,
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  })
    .spawn();
  await until(() => listens(host!, Number(port)), READY_MS);
  const stop = async () => {
    try {
      child.kill("SIGTERM");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended
    }
    await child.status;
  };
  return { address: `${host}:${port}`, pid: child.pid, stop, [Symbol.asyncDispose]: stop };
}

async function listens(hostname: string, port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname, port })).close();
    return true;
  } catch {
    return false; // not yet
  }
}
