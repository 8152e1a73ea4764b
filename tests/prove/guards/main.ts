/**
 * `deno task prove:guards [NAME…]`: takes the guards out of a copy of the project, one at a time, and checks that an experiment
 * fails without each. A proof that passes whatever is broken would prove nothing.
 */
import { dirname, join } from "node:path";
import { print } from "../../../dev/print.ts";
import { runCommand, StartError } from "../../../dev/start_error.ts";
import { type Guard, GUARDS } from "./guards.ts";

const ROOT = join(import.meta.dirname!, "../../..");
const SEED = "1";

async function proveGuards(words: string[]): Promise<number> {
  const guards = GUARDS.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (guards.length === 0) throw new StartError(`Cannot prove: no guard's name contains ${words.join(" or ")}`);
  const copy = await Deno.makeTempDir({ prefix: "shopflow-guards-" });
  await Deno.chmod(copy, 0o755); // the embedded database may run as another user
  let missed = 0;
  try {
    await copyProject(copy);
    for (const guard of guards) {
      const caught = await isMissed(copy, guard);
      if (caught === undefined) missed++;
      print(`${caught === undefined ? "NOT MISSED" : "missed    "}  ${guard.name} (${guard.experiment})`);
      if (caught) print(`            ${caught}`);
    }
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
  print(`\n${guards.length - missed} of ${guards.length} guards are missed when they are gone.`);
  return missed === 0 ? 0 : 1;
}

/** How the experiment fails without the guard; undefined when it passes. */
async function isMissed(copy: string, { edits, experiment }: Guard): Promise<string | undefined> {
  const before = new Map<string, string>();
  try {
    for (const { file, from, to } of edits) {
      const path = join(copy, file);
      const text = await Deno.readTextFile(path);
      if (text.split(from).length !== 2) throw new Error(`Cannot take the guard out: its text is not in ${file} once`);
      before.set(path, text);
      await Deno.writeTextFile(path, text.replace(from, () => to));
    }
    const { success, stdout, stderr } = await new Deno.Command("deno", {
      args: ["task", "prove", "--only", experiment, "--seed", SEED],
      cwd: copy,
    }).output();
    if (success) return undefined;
    const how = /FAILED: (.*)/.exec(new TextDecoder().decode(stdout))?.[1];
    if (how !== undefined) return how;
    throw new Error(`Cannot prove: the shop did not even start\n${new TextDecoder().decode(stderr)}`);
  } finally {
    for (const [path, text] of before) await Deno.writeTextFile(path, text);
  }
}

/** Copies the project as it is in the working tree, without what git ignores. */
async function copyProject(to: string): Promise<void> {
  const { stdout } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: ROOT,
  }).output();
  for (const file of new TextDecoder().decode(stdout).split("\0").filter(Boolean)) {
    await Deno.mkdir(join(to, dirname(file)), { recursive: true });
    await Deno.copyFile(join(ROOT, file), join(to, file));
  }
}

if (import.meta.main) await runCommand(() => proveGuards(Deno.args));
