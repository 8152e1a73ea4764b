import { createHash } from "node:crypto";
import { join } from "node:path";
import { exists } from "../exists.ts";
import { print } from "../print.ts";
import { StartError } from "../start_error.ts";
import { ROOT } from "./deno_process.ts";
import { forEachLine, type Output, printLines } from "./log_lines.ts";

const ENTRIES = [
  "services/redis/main.ts",
  "services/bank/main.ts",
  "services/user/main.ts",
  "services/order/main.ts",
  "edge/main.ts",
];
const TOOLS = ["dev/build/build.ts", "dev/sample/load.ts"];
const PROGRESS_MS = 3_000;

/** Downloads the packages of every process in one go, unless `marker` tells that these were downloaded before. */
export async function downloadPackages(
  marker: string,
  report: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (await exists(marker) && await Deno.readTextFile(marker) === await packagesHash()) return;
  report("Downloading packages");
  const args = ["cache", ...ENTRIES, ...TOOLS];
  const others: string[] = [];
  try {
    await runDeno("packages", args, { NO_COLOR: "1" }, signal, (_, output) => countDownloads(output, others, report));
  } catch (error) {
    others.forEach(print);
    throw error;
  }
  await Deno.writeTextFile(marker, await packagesHash()); // the download may have added to the lock file
}

/** Changes when other packages are wanted. */
async function packagesHash(): Promise<string> {
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const file of ["deno.json", "deno.lock"]) hash.update(await Deno.readFile(join(ROOT, file)));
  return hash.digest("hex");
}

/** Builds the site, or does nothing when it is built. */
export function buildSite(signal: AbortSignal): Promise<void> {
  return runDeno("build", ["run", "--allow-all", "--quiet", "dev/build/build.ts"], {}, signal);
}

/** Loads the sample catalogue, unless `marker` tells that this database had it before. */
export async function loadSample(
  { marker, database, env }: { marker: string; database: string; env: Record<string, string> },
  report: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (await exists(marker) && await Deno.readTextFile(marker) === database) return;
  report("Loading the sample catalogue");
  await runDeno("sample", ["run", "--allow-all", "--quiet", "dev/sample/load.ts"], env, signal);
  await Deno.writeTextFile(marker, database);
}

/**
 * Asks for the link that makes the first administrator, unless `marker` tells that it was printed before. `deno task administrator` prints
 * another.
 *
 * @returns undefined when it was, or when there is an administrator
 */
export async function administratorLink(
  { marker, database, env }: { marker: string; database: string; env: Record<string, string> },
  signal: AbortSignal,
): Promise<string | undefined> {
  if (await exists(marker) && await Deno.readTextFile(marker) === database) return undefined;
  const printed: string[] = [];
  const args = ["run", "--allow-all", "--quiet", "dev/administrator.ts", "--if-missing"];
  await runDeno("admin", args, env, signal, (_, output) => forEachLine(output, (line) => printed.push(line)));
  await Deno.writeTextFile(marker, database);
  return printed.find((line) => line.startsWith("http"));
}

/** Runs a Deno command of the project to its end. */
async function runDeno(
  name: string,
  args: string[],
  env: Record<string, string>,
  signal: AbortSignal,
  show: (name: string, output: Output) => Promise<void> = printLines,
): Promise<void> {
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: ROOT,
    env,
    signal,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ success, code }] = await Promise.all([child.status, show(name, child.stdout), show(name, child.stderr)]);
  if (!success) throw new StartError(`Cannot start: "deno ${args.join(" ")}" ended with exit code ${code}`);
}

/** Tells from time to time how many files came, instead of a line for each; keeps all other lines. */
async function countDownloads(output: Output, others: string[], report: (step: string) => void): Promise<void> {
  let count = 0;
  let told = Date.now();
  await forEachLine(output, (line) => {
    if (!line.startsWith("Download ")) others.push(line);
    else count++;
    if (Date.now() - told < PROGRESS_MS) return;
    told = Date.now();
    report(`Downloading packages: ${count} files so far`);
  });
}
