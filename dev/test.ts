/**
 * `deno run -A dev/test.ts [unit|all] [flags…] [paths…]`: runs the tests on an embedded PostgreSQL server. `unit` leaves out `tests/`,
 * where what crosses processes is, and long tests (see `testing/folder_modules.ts`), and does not check types; `all` runs
 * `tests/prove` last and alone, because it breaks a shop at exact moments. The last line is `N passed, N failed`.
 */
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { print } from "./print.ts";
import { runCommand } from "./start_error.ts";
import { writeFolderModules } from "./testing/folder_modules.ts";
import { holdTestServer } from "./testing/server.ts";

const ROOT = join(import.meta.dirname!, "..");
const FLAGS = ["--allow-all", "--lock=dev/tools.lock", "--preload=services/kit/grpc/h2_guard.ts"];
const PROOF = "tests/prove";
const SUMMARY = /(\d+) passed.*\| (\d+) failed/g;
const SUITES = ["unit", "all"];

async function testAll(args: string[]): Promise<number> {
  const [suite] = SUITES.includes(args[0] ?? "") ? args : [undefined];
  const rest = suite === undefined ? args : args.slice(1);
  const isWhole = rest.every((arg) => arg.startsWith("-"));
  await using server = await holdTestServer();
  const run = (...more: string[]) => runDenoTest([...FLAGS, ...more, ...rest], server.address);
  const results: Result[] = [];
  if (suite === "unit" && isWhole) {
    await using modules = await writeFolderModules();
    results.push(await run("--parallel", "--no-check", ...modules.paths));
  } else {
    const isAll = suite === "all" && isWhole;
    results.push(await run("--parallel", ...(isAll ? [`--ignore=${PROOF}`] : [])));
    if (isAll) results.push(await run(PROOF));
  }
  const [passed, failed] = [sum(results, "passed"), sum(results, "failed")];
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function sum(results: readonly Result[], what: keyof Result): number {
  return results.reduce((total, result) => total + result[what], 0);
}

interface Result {
  passed: number;
  failed: number;
}

/** Shows the tests' output as it comes, and counts. */
async function runDenoTest(args: string[], databaseServer: string): Promise<Result> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", ...args],
    cwd: ROOT,
    env: { TEST_DATABASE_ADMIN_URL: databaseServer, ...(Deno.stdout.isTerminal() ? { FORCE_COLOR: "1" } : {}) },
    stdout: "piped",
  }).spawn();
  // Interrupted, this process lives on until the tests have ended and the database server is put away
  for (const signal of ["SIGINT", "SIGTERM"] as const) Deno.addSignalListener(signal, () => child.kill("SIGTERM"));
  const [shown, kept] = child.stdout.tee();
  const [text] = await Promise.all([
    new Response(kept).text(),
    shown.pipeTo(Deno.stdout.writable, { preventClose: true }),
  ]);
  const { code } = await child.status;
  const [, passed = "0", failed = "0"] = [...stripVTControlCharacters(text).matchAll(SUMMARY)].at(-1) ?? [];
  // A run that failed as a whole (types, a crash) has no failed test to count
  return { passed: Number(passed), failed: code === 0 ? Number(failed) : Math.max(1, Number(failed)) };
}

if (import.meta.main) await runCommand(() => testAll(Deno.args));
