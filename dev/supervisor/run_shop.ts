import postgres from "postgres";
import { prepareCertificates } from "../certificates/prepare.ts";
import { freePort } from "../free_port.ts";
import { type Cluster, openCluster } from "../postgres/cluster.ts";
import { ensureDatabase, ensureRole } from "../postgres/databases.ts";
import { print } from "../print.ts";
import { labelOf, printLines } from "./log_lines.ts";
import {
  bankProcess,
  edgeProcess,
  hostOf,
  mailboxProcess,
  operatorEnvironment,
  postgresProcess,
  redisProcess,
  serviceProcesses,
  type ShopParts,
} from "./processes.ts";
import { checkPort, type Choices, fillIn, readChoices } from "./shop_parts.ts";
import { lockState, readSecrets, type Secrets, type StatePaths, statePaths } from "./state.ts";
import { administratorLink, buildSite, downloadPackages, loadSample } from "./steps.ts";
import { listenForStop } from "./stop_request.ts";
import { printSummary } from "./summary.ts";
import { Supervisor } from "./supervisor.ts";

const KILLED = 130;

/** What a start has at hand. */
interface Start {
  paths: StatePaths;
  choices: Choices;
  supervisor: Supervisor;
  /** Aborted when the person does not want the shop any more. */
  signal: AbortSignal;
  report: (step: string) => void;
  dev: boolean;
}

/** A shop that has started. */
interface RunningShop {
  shop: ShopParts;
  /** The link that makes the first administrator, at the first start. */
  administrator: string | undefined;
}

/** How a shop is run. */
export interface ShopOptions {
  /** Pages tell the browser to reload when they have changed. */
  dev: boolean;
  /** Work while the shop runs. Must not end by itself. */
  whenReady?: (supervisor: Supervisor, signal: AbortSignal) => Promise<void>;
}

/** Runs the whole shop until it is told to stop. Resolves with the exit code. */
export async function runShop({ dev, whenReady }: ShopOptions): Promise<number> {
  const began = performance.now();
  const choices = readChoices();
  const paths = statePaths();
  const { lock, crashed } = await lockState(paths);
  using _held = lock;
  await checkPort(choices, crashed);

  const report = (step: string) => print(`${labelOf("shop")} ${step}`);
  const supervisor = new Supervisor({ output: printLines, event: report });
  const stop = listenForStop(() => {
    supervisor.kill();
    lock[Symbol.dispose]();
    Deno.exit(KILLED);
  });
  const started = startShop({ paths, choices, supervisor, signal: stop.signal, report, dev });
  try {
    const running = await Promise.race([started, stop.asked]);
    if (running !== undefined) {
      printSummary(running.shop, running.administrator, (performance.now() - began) / 1000);
      await Promise.race([stop.asked, whenReady?.(supervisor, stop.signal) ?? stop.asked]);
    }
    report("Stopping");
    return 0;
  } finally {
    await supervisor.stop();
    await started.catch(() => {}); // told by the race above, or caused by the stop
  }
}

/** Brings everything up, side by side where nothing waits for another. */
async function startShop(start: Start): Promise<RunningShop> {
  const { paths, choices, supervisor, signal, report } = start;
  const secrets = await readSecrets(paths.secrets);
  const certificates = await prepareCertificates(paths.certificates);
  const postgresPort = freePort(choices.port);
  const shop = fillIn(choices, secrets, postgresPort, certificates, start.dev);
  const services = await serviceProcesses(shop);
  const mailbox = await mailboxProcess(shop, paths.mails);
  const bank = await bankProcess(shop, paths.bank);
  const site = await edgeProcess(shop);
  const database = startDatabase(start, secrets, postgresPort);
  const packages = downloadPackages(paths.packages, report, signal);
  const built = packages.then(() => buildSite(signal));
  // The order of these calls is the order in which all stop: the last first
  const inner = Promise.all([packages, database])
    .then(() =>
      supervisor.start([...(choices.redis === undefined ? [redisProcess(shop)] : []), ...mailbox, ...bank, ...services])
    );
  const edge = Promise.all([built, database]).then(() => supervisor.start([site]));
  await Promise.all([inner, edge]);
  const place = (database: string | undefined) => database === undefined ? "embedded" : hostOf(database);
  const env = operatorEnvironment(shop);
  await Deno.writeTextFile(paths.operator, JSON.stringify(env), { mode: 0o600 });
  const [administrator] = await Promise.all([
    administratorLink({ marker: paths.administrator, database: place(choices.userDatabase), env }, signal),
    loadSample({ marker: paths.sample, database: place(choices.orderDatabase), env }, report, signal),
  ]);
  return { shop, administrator };
}

/** Starts the embedded server with each service's database, unless both services have servers of their own. */
async function startDatabase(
  { paths, choices, supervisor, report }: Start,
  secrets: Secrets,
  port: number,
): Promise<void> {
  if (choices.userDatabase !== undefined && choices.orderDatabase !== undefined) return;
  const cluster = await openCluster({ programs: paths.programs, data: paths.postgres, port, report });
  await supervisor.start([postgresProcess(cluster)]);
  await ensureDatabases(cluster, secrets);
}

async function ensureDatabases(cluster: Cluster, secrets: Secrets): Promise<void> {
  const admin = postgres(cluster.adminUrl(), { max: 1, onnotice: () => {} });
  try {
    for (
      const [role, password] of [["shopflow_user", secrets.userPassword], ["shopflow_order", secrets.orderPassword]]
    ) {
      await ensureRole(admin, role!, password!);
      await ensureDatabase(admin, role!, role!);
    }
  } finally {
    await admin.end();
  }
}
