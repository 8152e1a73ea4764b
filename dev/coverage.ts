/**
 * `deno task coverage`: runs the unit tests and tells how many lines of services/ and edge/ they pass through. Exits with 1
 * below 90 %, or when a test fails.
 */
import { stripTypeScriptTypes } from "node:module";
import { join, relative } from "node:path";
import { print } from "./print.ts";
import { runCommand, StartError } from "./start_error.ts";

const ROOT = join(import.meta.dirname!, "..");
const FOLDERS = ["services", "edge"];
const NO_SOURCE = /_test\.tsx?$|\/(testing|testdata)\//;
/** Below this share of its lines, a file is named. */
const LOW = 0.8;
const LEAST = 0.9;

/** What unit tests cannot run in their own process. The tests in `tests/` run all of it, where nothing is counted. */
const LEFT_OUT: Record<string, string> = {
  "edge/main.ts": "entry point of a process",
  "services/bank/main.ts": "entry point of a process",
  "services/order/main.ts": "entry point of a process",
  "services/redis/main.ts": "entry point of a process",
  "services/user/main.ts": "entry point of a process",
  "edge/fresh/client.ts": "entry point of the browser's script",
  "edge/fresh/client_signals.ts": "entry point of the browser's script",
};

/** Lines of code of a file, and how many of them ran. */
interface Covered {
  file: string;
  lines: number;
  ran: number;
}

async function coverage(): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-coverage-" });
  try {
    const tests = ["run", "-A", "--quiet", "dev/test.ts", "unit", `--coverage=${folder}`, "--coverage-raw-data-only"];
    const passed = (await deno(tests, "inherit")).success;
    const files = await readCoverage(folder);
    const enough = report(files);
    return passed && enough ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function readCoverage(folder: string): Promise<Covered[]> {
  const include = FOLDERS.map((name) => `--include=^file://${join(ROOT, name)}/`);
  const { success, stdout } = await deno(["coverage", "--quiet", "--lcov", ...include, folder], "piped");
  if (!success) throw new StartError("Cannot read the coverage: see above");
  const loaded = new Map(readLcov(new TextDecoder().decode(stdout)).map((covered) => [covered.file, covered]));
  const files: Covered[] = [];
  for (const name of FOLDERS) {
    for await (const file of sources(join(ROOT, name))) {
      if (file in LEFT_OUT) continue;
      files.push(loaded.get(file) ?? { file, lines: await countLines(file), ran: 0 });
    }
  }
  return files.filter(({ lines }) => lines > 0);
}

/** Reads the records of an lcov report. */
function readLcov(text: string): Covered[] {
  return text.split("end_of_record").slice(0, -1).map((record) => {
    const field = (name: string) => new RegExp(`^${name}:(.*)$`, "m").exec(record)?.[1] ?? "";
    return { file: relative(ROOT, field("SF")), lines: Number(field("LF")), ran: Number(field("LH")) };
  });
}

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* sources(path);
    else if (/\.tsx?$/.test(name) && !NO_SOURCE.test(path)) yield relative(ROOT, path);
  }
}

/** Lines of code in a file that no test loaded: none, if it holds only types. */
async function countLines(file: string): Promise<number> {
  const code = stripTypeScriptTypes(await Deno.readTextFile(join(ROOT, file)));
  const withoutComments = code.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return withoutComments.split("\n").filter((line) => line.trim() !== "").length;
}

/** Prints the figures; false when there is too little. */
function report(files: Covered[]): boolean {
  const share = ({ lines, ran }: { lines: number; ran: number }) => ran / lines;
  const percent = (of: number) => `${(of * 100).toFixed(1).padStart(5)} %`;
  const low = files.filter((file) => share(file) < LOW).toSorted((a, b) => share(a) - share(b));
  if (low.length > 0) print(`\nFiles below ${LOW * 100} %:`);
  for (const file of low) print(`  ${percent(share(file))}  ${file.file} (${file.ran} of ${file.lines} lines)`);
  print("\nLeft out, because unit tests cannot run them in their own process:");
  for (const [file, why] of Object.entries(LEFT_OUT)) print(`  ${file}: ${why}`);
  print("");
  const total = (name: string) => {
    const part = files.filter(({ file }) => file.startsWith(name));
    const sum = (pick: (file: Covered) => number) => part.reduce((total, file) => total + pick(file), 0);
    const all = { lines: sum(({ lines }) => lines), ran: sum(({ ran }) => ran) };
    print(`${percent(share(all))} of the ${all.lines} lines of ${name || "both"}`);
    return share(all);
  };
  FOLDERS.forEach(total);
  return total("") >= LEAST;
}

function deno(args: string[], stdout: "inherit" | "piped"): Promise<Deno.CommandOutput> {
  return new Deno.Command(Deno.execPath(), { args, cwd: ROOT, stdout, stderr: "inherit" }).output();
}

if (import.meta.main) await runCommand(coverage);
