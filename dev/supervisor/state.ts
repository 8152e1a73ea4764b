import { join, resolve } from "node:path";
import { exists } from "../exists.ts";
import { type FileLock, tryFileLock } from "../file_lock.ts";
import { randomSecret } from "../random_secret.ts";
import { StartError } from "../start_error.ts";

/** Paths of what a shop on this machine keeps between starts. */
export interface StatePaths {
  folder: string;
  /** Held while the shop runs; its text tells who holds it. */
  lock: string;
  secrets: string;
  certificates: string;
  /** PostgreSQL's programs and data, see `clusterFolder()`. */
  programs: string;
  postgres: string;
  /** Mails that the embedded mailbox took. */
  mails: string;
  /** Books of the embedded bank. */
  bank: string;
  /** Data of the tests' server, see `testServer()`. */
  testData: string;
  /** Hash of the lock file whose packages were downloaded. */
  packages: string;
  /** There when the sample catalogue was loaded. */
  sample: string;
  /** There when the first administrator's link was printed for this database. */
  administrator: string;
  /** How a person's commands, such as `deno task import`, reach the running shop. */
  operator: string;
}

/** Values that nobody chose and that stay the same from start to start. */
export interface Secrets {
  userPassword: string;
  orderPassword: string;
  redisToken: string;
  bankToken: string;
  bankWebhookSecret: string;
  cookieKey: string;
  userSecret: string;
}

const SECRET_NAMES: (keyof Secrets)[] = [
  "userPassword",
  "orderPassword",
  "redisToken",
  "bankToken",
  "bankWebhookSecret",
  "cookieKey",
  "userSecret",
];

/** The state folder: `.shopflow` in the current folder, or `SHOPFLOW_STATE`. */
export function statePaths(wanted = Deno.env.get("SHOPFLOW_STATE") || ".shopflow"): StatePaths {
  const folder = resolve(wanted);
  return {
    folder,
    lock: join(folder, "lock"),
    secrets: join(folder, "secrets.json"),
    certificates: join(folder, "certificates"),
    programs: join(folder, "programs"),
    postgres: join(folder, "postgres"),
    mails: join(folder, "mails"),
    bank: join(folder, "bank"),
    testData: join(folder, "test/postgres"),
    packages: join(folder, "packages"),
    sample: join(folder, "sample"),
    administrator: join(folder, "administrator"),
    operator: join(folder, "operator.json"),
  };
}

/** Makes the state folder and takes its lock, so that one shop at a time uses it. Tells whether the last one crashed. */
export async function lockState(paths: StatePaths): Promise<{ lock: FileLock; crashed: boolean }> {
  try {
    await Deno.mkdir(paths.folder, { recursive: true, mode: 0o755 });
    const crashed = await exists(paths.lock);
    const lock = await tryFileLock(paths.lock, String(Deno.pid));
    if (lock !== undefined) return { lock, crashed };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/:.*/, "") : String(error);
    throw new StartError(
      `Cannot write to "${paths.folder}": ${reason}. ` +
        "Make it writable for this user, or set SHOPFLOW_STATE to a folder that is.",
    );
  }
  const holder = await Deno.readTextFile(paths.lock);
  throw new StartError(
    `Cannot use "${paths.folder}": the shop with process id ${holder} runs there. ` +
      "Stop it (Ctrl-C in its terminal) and try again.",
  );
}

/** Reads the secrets, and makes those that are missing. */
export async function readSecrets(path: string): Promise<Secrets> {
  const known: Partial<Secrets> = await exists(path) ? JSON.parse(await Deno.readTextFile(path)) : {};
  const entries = SECRET_NAMES.map((name) => [name, known[name] ?? randomSecret()]);
  const secrets: Secrets = Object.fromEntries(entries);
  const unfinished = `${path}-unfinished`;
  await Deno.writeTextFile(unfinished, JSON.stringify(secrets), { mode: 0o600 });
  await Deno.rename(unfinished, path);
  return secrets;
}
