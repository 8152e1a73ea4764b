/**
 * `deno run -A dev/test.ts [unit|all] [paths…]`: runs the tests on an embedded PostgreSQL server. `unit` leaves out
 * `tests/`, where what crosses processes is. The last line is `N passed, N failed`.
 */
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { print } from "./print.ts";
import { runCommand } from "./start_error.ts";
import { holdTestServer } from "./testing/server.ts";

const ROOT = join(import.meta.dirname!, "..");
const FLAGS = ["--allow-all", "--parallel", "--lock=dev/tools.lock", "--preload=services/kit/grpc/h2_guard.ts"];
const SUMMARY = /(\d+) passed.*\| (\d+) failed/g;
const SUITES = ["unit", "all"];

async function testAll(args: string[]): Promise<number> {
  const named = SUITES.includes(args[0] ?? "");
  const ignored = named && args[0] === "unit" ? ["--ignore=tests"] : [];
  await using server = await holdTestServer();
  const { text, code } = await runDenoTest([...FLAGS, ...ignored, ...(named ? args.slice(1) : args)], server.address);
  const [, passed = "0", failed = "0"] = [...text.matchAll(SUMMARY)].at(-1) ?? [];
  // A run that failed as a whole (types, a crash) has no failed test to count
  print(`${passed} passed, ${code === 0 ? failed : Math.max(1, Number(failed))} failed`);
  return code;
}

/** Shows the tests' output as it comes and returns it, without colours, with the exit code. */
async function runDenoTest(args: string[], databaseServer: string): Promise<{ text: string; code: number }> {
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
  return { text: stripVTControlCharacters(text), code: (await child.status).code };
}

if (import.meta.main) await runCommand(() => testAll(Deno.args));
