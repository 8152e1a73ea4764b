import { dirname, join } from "node:path";
import { exists } from "../exists.ts";
import { randomSecret } from "../random_secret.ts";
import { StartError } from "../start_error.ts";
import { installBinaries } from "./binaries.ts";
import { freeDataFolder } from "./lock.ts";
import { clusterFolder, DATA, giveToServer, SERVER_OWNER } from "./owner.ts";

const ADMIN = "postgres";
const STATUS_LINE = 7;
/** For a small machine: the whole embedded shop is to stay under 600 MB. Durability (fsync) is left as it is: on. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  shared_buffers: "64MB",
  maintenance_work_mem: "32MB",
  max_wal_size: "256MB",
  jit: "off",
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "",
  log_min_messages: "fatal", // an application's errors are told by the application, with their context
};

/** Data and programs of a server, initialised and ready to be served. */
export interface Cluster {
  /** Address of a database for the superuser. Holds the password: never print it. */
  adminUrl(database?: string): string;
  /** Starts the server, outputs piped, out of the reach of Ctrl-C in a terminal. SIGINT stops it. */
  spawn(): Promise<Deno.ChildProcess>;
  /** Whether the server takes connections. */
  ready(): Promise<boolean>;
}

/** Where a cluster lives. The caller holds the lock of these folders. */
export interface ClusterOptions {
  /** Folder for the programs; clusters may share it. */
  programs: string;
  /** Folder for the data and the superuser's password, see {@link clusterFolder}. */
  data: string;
  port: number;
  /** Settings of the server that differ from those of a small shop. */
  settings?: Record<string, string>;
  /** Is told in a few words what takes long. */
  report?: (step: string) => void;
}

/** Downloads and initialises what is missing, and frees the data from a server that a crash left behind. */
export async function openCluster({ programs, data, port, settings = {}, report }: ClusterOptions): Promise<Cluster> {
  const bin = await installBinaries(await clusterFolder(programs), report);
  const files = join(await clusterFolder(data, report), DATA);
  const passwordFile = join(dirname(files), "superuser-password");
  await freeDataFolder(files);
  if (!await exists(files)) {
    report?.("Initialising PostgreSQL");
    await initialise(bin, files, passwordFile, settings);
  }
  const password = await Deno.readTextFile(passwordFile);
  const adminUrl = (database = "postgres") => `postgres://${ADMIN}:${password}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl,
    async spawn() {
      await freeDataFolder(files);
      return spawnServer(bin, files, { ...SETTINGS, ...settings, port });
    },
    ready: () => isReady(files),
  };
}

/** Initialises under another name and renames, so that a half-made cluster is never taken for whole. */
async function initialise(
  bin: string,
  files: string,
  passwordFile: string,
  settings: Record<string, string>,
): Promise<void> {
  const unfinished = `${files}-unfinished`;
  if (await exists(unfinished)) await Deno.remove(unfinished, { recursive: true });
  await Deno.mkdir(unfinished, { mode: 0o700 });
  await giveToServer(unfinished);
  if (await exists(passwordFile)) await Deno.remove(passwordFile);
  await Deno.writeTextFile(passwordFile, randomSecret(), { mode: 0o600 });
  await giveToServer(passwordFile);
  const { success, stderr } = await new Deno.Command(join(bin, "initdb"), {
    args: [
      ...["--pgdata", unfinished, "--username", ADMIN, "--pwfile", passwordFile, "--auth", "scram-sha-256"],
      ...["--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
      ...Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]),
    ],
    cwd: dirname(files),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...SERVER_OWNER,
  }).output();
  if (!success) {
    throw new StartError(`Cannot initialise PostgreSQL in "${files}": ${new TextDecoder().decode(stderr).trim()}`);
  }
  await Deno.rename(unfinished, files);
}

function spawnServer(bin: string, files: string, settings: Record<string, string | number>): Deno.ChildProcess {
  return new Deno.Command(join(bin, "postgres"), {
    args: ["-D", files, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    cwd: dirname(files),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    detached: true,
    ...SERVER_OWNER,
  }).spawn();
}

/** Reads the status that the server keeps in its lock: a connection would leave a complaint in its log while it recovers. */
async function isReady(files: string): Promise<boolean> {
  const lock = join(files, "postmaster.pid");
  const lines = await exists(lock) ? (await Deno.readTextFile(lock)).split("\n") : [];
  return lines[STATUS_LINE]?.trim() === "ready";
}
