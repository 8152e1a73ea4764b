import assert from "node:assert/strict";

const SUPERVISED = `
  import { exitWithSupervisor } from ${JSON.stringify(import.meta.resolve("./supervised.ts"))};
  exitWithSupervisor(() => { console.log("stopping"); Deno.exit(0); });
  console.log("running");
  setInterval(() => {}, 60_000);`;
const SUPERVISOR = `
  new Deno.Command(Deno.execPath(), {
    args: ["eval", ${JSON.stringify(SUPERVISED)}],
    env: { SHOPFLOW_SUPERVISOR: String(Deno.pid) },
    detached: true,
  }).spawn();
  setInterval(() => {}, 60_000);`;

Deno.test("exitWithSupervisor() stops the process when its supervisor was killed", async () => {
  const supervisor = new Deno.Command(Deno.execPath(), { args: ["eval", SUPERVISOR], stdout: "piped" }).spawn();
  let said = "";
  // The stream ends when the last process that writes to it has
  for await (const text of supervisor.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (said === "running\n") supervisor.kill("SIGKILL");
  }
  assert.equal(said, "running\nstopping\n");
  await supervisor.status;
});
