import { join } from "node:path";
import postgres from "postgres";
import { prepareCertificates } from "../dev/certificates/prepare.ts";
import { delay } from "../services/kit/delay.ts";
import { freePort } from "../dev/free_port.ts";
import { ensureDatabase, ensureRole } from "../dev/postgres/databases.ts";
import { removeCluster } from "../dev/postgres/owner.ts";
import { type PostgresServer, startPostgres } from "../dev/postgres/server.ts";
import { randomSecret } from "../dev/random_secret.ts";
import {
  bankProcess,
  edgeProcess,
  operatorEnvironment,
  redisProcess,
  serviceProcesses,
  type ShopParts,
  siteUrl,
} from "../dev/supervisor/processes.ts";
import { httpProbe } from "../dev/supervisor/probes.ts";
import type { ProcessSpec } from "../dev/supervisor/supervised_process.ts";
import { PROGRAMS } from "../dev/testing/shared_server.ts";

const ROOT = join(import.meta.dirname!, "..");
const DATABASES = ["shopflow_user", "shopflow_order"] as const;
const READY_POLL_MS = 5;
const READY_TIMEOUT_MS = 30_000;

/** The processes of a shop, started one by one as the supervisor starts them. Disposing stops and removes everything. */
export interface BenchShop extends AsyncDisposable {
  readonly parts: ShopParts;
  /** What tools are told to reach the shop as its operator. */
  readonly operator: Record<string, string>;
  /** Ends a process, starts it anew, and tells how many milliseconds it took to its first answer. */
  restart(name: string): Promise<number>;
}

/** Starts PostgreSQL, Redis, the services and the edge, each with the permissions that it has in `deno task start`. */
export async function startBenchShop(): Promise<BenchShop> {
  // Limits on writes and the moving on of orders are no part of what is measured.
  Deno.env.set("WRITES_PER_MINUTE", "100000000");
  Deno.env.set("TEST_CARRIER_STEP_SECONDS", "0");
  Deno.env.set("TRUSTED_PROXIES", "1"); // so that requests may come from many addresses
  const folder = await Deno.makeTempDir({ prefix: "shopflow-bench-" });
  await Deno.chmod(folder, 0o755); // the embedded database may run as another user
  const database = await startPostgres({ programs: PROGRAMS, data: join(folder, "postgres") });
  const parts = await shopParts(folder, database);
  // A page that needs no service: the edge starts and answers without any.
  const edge = { ...await edgeProcess(parts), ready: httpProbe(`${siteUrl(parts)}about`) };
  const all = [
    redisProcess(parts),
    ...await bankProcess(parts, join(folder, "bank")),
    ...await serviceProcesses(parts),
    edge,
  ];
  const specs = new Map(all.map((spec) => [spec.name, spec]));
  const running = new Map<string, Deno.ChildProcess>();
  const start = async (name: string) => {
    const began = performance.now();
    running.set(name, await startProcess(specs.get(name)!));
    return performance.now() - began;
  };
  for (const name of specs.keys()) await start(name);
  return {
    parts,
    operator: operatorEnvironment(parts),
    async restart(name) {
      await end(running.get(name)!);
      return await start(name);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.values()].map(end));
      await database[Symbol.asyncDispose]();
      await removeCluster(join(folder, "postgres"));
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function shopParts(folder: string, server: PostgresServer): Promise<ShopParts> {
  const admin = postgres(server.adminUrl(), { max: 1, onnotice: () => {} });
  const [user, order] = await Promise.all(DATABASES.map(async (name) => {
    const url = new URL(server.adminUrl(name));
    [url.username, url.password] = [name, randomSecret()];
    await ensureRole(admin, name, url.password);
    await ensureDatabase(admin, name, name);
    return url.href;
  }));
  await admin.end();
  return {
    site: { host: "127.0.0.1", port: freePort() },
    userService: `127.0.0.1:${freePort()}`,
    orderService: `127.0.0.1:${freePort()}`,
    userDatabase: user!,
    orderDatabase: order!,
    redisUrl: `http://127.0.0.1:${freePort()}`,
    redisToken: randomSecret(),
    // What happens after an order was answered, mails and the bank's own news, is no part of what is measured.
    smtpUrl: undefined,
    mailboxUrl: undefined,
    bank: {
      url: `http://127.0.0.1:${freePort()}`,
      token: randomSecret(),
      webhookSecret: randomSecret(),
      tellsShop: false,
    },
    cookieKey: randomSecret(),
    userSecret: randomSecret(),
    certificates: await prepareCertificates(join(folder, "certificates")),
    dev: false,
  };
}

async function startProcess(spec: ProcessSpec): Promise<Deno.ChildProcess> {
  const child = await spec.spawn();
  for (const stream of [child.stdout, child.stderr]) void stream.pipeTo(new WritableStream());
  const until = Date.now() + READY_TIMEOUT_MS;
  while (!await spec.ready()) {
    if (Date.now() > until) throw new Error(`Cannot measure: ${spec.name} did not start`);
    await delay(READY_POLL_MS);
  }
  return child;
}

async function end(child: Deno.ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  await child.status;
}

/** Runs a program of the project to its end. */
export async function runTool(file: string, args: string[] = [], env: Record<string, string> = {}): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--preload=services/kit/grpc/h2_guard.ts", file, ...args],
    cwd: ROOT,
    env,
    stdout: "null",
  }).output();
  if (!success) throw new Error(`Cannot measure: "${file}" failed`);
}
