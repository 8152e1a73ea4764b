import assert from "node:assert/strict";
import { join } from "node:path";

const CODE = `
  import { debugPoint } from ${JSON.stringify(import.meta.resolve("./debug_point.ts"))};
  debugPoint("workflow.before_step");
  Deno.stdout.writeSync(new TextEncoder().encode("alive"));
`;

/** Runs a process past a debug point: what it said, and the signal that ended it. */
async function pass(folder: string | undefined): Promise<[string, string | null]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", CODE],
    env: folder === undefined ? {} : { SHOPFLOW_DEBUG_POINTS: folder },
  });
  const { stdout, signal } = await child.output();
  return [new TextDecoder().decode(stdout), signal];
}

Deno.test("debugPoint() kills the process once when it is armed, and does nothing otherwise", async () => {
  const folder = await Deno.makeTempDir();
  assert.deepEqual(await pass(folder), ["alive", null]);
  await Deno.writeTextFile(join(folder, "workflow.before_step"), "");
  assert.deepEqual(await pass(undefined), ["alive", null]);
  assert.deepEqual(await pass(folder), ["", "SIGKILL"]);
  assert.deepEqual(await pass(folder), ["alive", null]);
  await Deno.remove(folder);
});
