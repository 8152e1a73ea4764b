import { freePort } from "../dev/free_port.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const START_TIMEOUT_MS = 120_000;
const BACK_TIMEOUT_MS = 30_000;
const POLL_MS = 20;

/** One of the shop's processes, by what it runs. */
export type ShopProcess = "postgres" | "redis" | "mailbox" | "bank" | "user" | "order" | "edge";

const PROGRAMS: Record<ShopProcess, string> = {
  postgres: "/bin/postgres",
  redis: "services/redis/main.ts",
  mailbox: "services/mailbox/main.ts",
  bank: "services/bank/main.ts",
  user: "services/user/main.ts",
  order: "services/order/main.ts",
  edge: "edge/main.ts",
};

/** The whole shop, started as its user does, in a state folder and on a port of its own. Disposing stops it. */
export interface Shop extends AsyncDisposable {
  /** Address of the site, without a slash at the end. */
  readonly url: string;
  readonly state: string;
  /** Id of the supervisor, which started all the others. */
  readonly pid: number;
  /** All that it has printed so far. */
  output(): string;
  /** Ids of the shop's processes of one kind that run now. */
  pids(name: ShopProcess): Promise<number[]>;
  /** Ends a process of the shop with SIGKILL. */
  kill(name: ShopProcess): Promise<void>;
  /** Waits until the supervisor has started a process that ended, and it works. */
  whenBack(name: ShopProcess): Promise<void>;
  /** Asks the supervisor to stop, and tells its exit code. */
  stop(signal?: Deno.Signal): Promise<number>;
}

/** How a shop differs from a newcomer's. */
export interface ShopOptions {
  env?: Record<string, string>;
  /** A state folder from before; it is then left in place. */
  state?: string;
  port?: number;
}

/** Starts the shop and waits until it says that it is ready. */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const state = options.state ?? await Deno.makeTempDir({ prefix: "shopflow-" });
  await Deno.chmod(state, 0o755); // the embedded database may run as another user
  const port = options.port ?? freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "dev/start.ts"],
    cwd: ROOT,
    env: { SHOPFLOW_STATE: state, PORT: String(port), TEST_CARRIER_STEP_SECONDS: "1", ...options.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let printed = "";
  const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) printed += text;
  };
  const reading = Promise.all([read(child.stdout), read(child.stderr)]);
  const shop: Shop = {
    url: `http://localhost:${port}`,
    state,
    pid: child.pid,
    output: () => printed,
    pids: (name) => childrenOf(child.pid, PROGRAMS[name]),
    async kill(name) {
      for (const pid of await this.pids(name)) Deno.kill(pid, "SIGKILL");
    },
    async whenBack(name) {
      await until(async () => (await this.pids(name)).length > 0 && await isHealthy(this), BACK_TIMEOUT_MS);
    },
    async stop(signal = "SIGTERM") {
      if (await isRunning(child.pid)) child.kill(signal);
      const { code } = await child.status;
      await reading;
      return code;
    },
    async [Symbol.asyncDispose]() {
      await this.stop();
      if (options.state === undefined) await Deno.remove(state, { recursive: true });
    },
  };
  const ended = child.status.then(() => "ended" as const);
  const ready = until(() => printed.includes("The shop is ready"), START_TIMEOUT_MS).then(() => "ready" as const);
  if (await Promise.race([ready, ended]) === "ended") {
    await shop[Symbol.asyncDispose]();
    throw new Error(`Cannot test: the shop did not start\n${printed}`);
  }
  return shop;
}

/** Waits until something holds, asking over and over; rejects when it takes longer than `milliseconds`. */
export async function until(holds: () => boolean | Promise<boolean>, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!await holds()) {
    if (Date.now() > end) throw new Error(`Cannot go on: not so after ${milliseconds} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Whether the shop says that it can work. */
export async function isHealthy(shop: Shop): Promise<boolean> {
  const answer = await fetch(`${shop.url}/api/v1/health/`).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.status === 200;
}

/** Whether a process runs; one that has ended and was not collected does not. */
export async function isRunning(pid: number): Promise<boolean> {
  const status = await statusOf(pid);
  return status !== undefined && status.state !== "Z";
}

async function childrenOf(supervisor: number, program: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    const pid = Number(name);
    const status = Number.isInteger(pid) ? await statusOf(pid) : undefined;
    if (status?.parent !== supervisor || status.state === "Z") continue;
    if ((await commandOf(pid)).includes(program)) found.push(pid);
  }
  return found;
}

async function statusOf(pid: number): Promise<{ parent: number; state: string } | undefined> {
  const text = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => undefined);
  const [state, parent] = text?.slice(text.lastIndexOf(")") + 2).split(" ") ?? [];
  return state === undefined ? undefined : { state, parent: Number(parent) };
}

async function commandOf(pid: number): Promise<string> {
  return (await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "")).replaceAll("\0", " ");
}
