import { createHash } from "node:crypto";
import { join } from "node:path";
import { exists } from "../exists.ts";
import { StartError } from "../start_error.ts";
import { ROOT } from "./deno_process.ts";
import { type Output, printLines } from "./log_lines.ts";

const ENTRIES = ["services/redis/main.ts", "services/user/main.ts", "services/order/main.ts", "edge/main.ts"];
const TOOLS = ["dev/build/build.ts", "dev/sample/load.ts"];
const PROGRESS_MS = 3_000;

/** Downloads the packages of every process in one go, unless `marker` tells that these were downloaded before. */
export async function downloadPackages(
  marker: string,
  report: (step: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const hash = createHash("sha256").update(Deno.version.deno);
  for (const file of ["deno.json", "deno.lock"]) hash.update(await Deno.readFile(join(ROOT, file)));
  const wanted = hash.digest("hex");
  if (await exists(marker) && await Deno.readTextFile(marker) === wanted) return;
  report("Downloading packages");
  await runDeno("packages", ["cache", ...ENTRIES, ...TOOLS], {}, signal, (_, output) => countDownloads(output, report));
  await Deno.writeTextFile(marker, wanted);
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

/** Tells from time to time how many files came, instead of a line for each. */
async function countDownloads(output: Output, report: (step: string) => void): Promise<void> {
  let count = 0;
  let told = Date.now();
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    count += text.split("Download").length - 1;
    if (Date.now() - told < PROGRESS_MS) continue;
    told = Date.now();
    report(`Downloading packages: ${count} files so far`);
  }
}
