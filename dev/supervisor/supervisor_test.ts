import assert from "node:assert/strict";
import { join } from "node:path";
import { delay } from "../../services/kit/delay.ts";
import { exists } from "../exists.ts";
import type { ProcessSpec } from "./supervised_process.ts";
import { Supervisor } from "./supervisor.ts";

const DEADLINE_MS = 10_000;

/** A program that writes its process id to `<folder>/<name>` when it is ready, then runs until it is told to stop. */
function fakeSpec(
  folder: string,
  name: string,
  options: { script?: string; stopTimeoutMs?: number } = {},
): ProcessSpec {
  const file = join(folder, name);
  const script = options.script ?? `
    Deno.addSignalListener("SIGTERM", () => { console.log("stopping"); Deno.exit(0); });
    Deno.writeTextFileSync(${JSON.stringify(file)}, String(Deno.pid));
    setInterval(() => {}, 60_000);`;
  return {
    name,
    spawn: async () => {
      if (await exists(file)) await Deno.remove(file);
      return new Deno.Command(Deno.execPath(), {
        args: ["eval", script],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        detached: true,
      }).spawn();
    },
    ready: async () => await exists(file) && await Deno.readTextFile(file) !== "",
    stopSignal: "SIGTERM",
    stopTimeoutMs: options.stopTimeoutMs ?? DEADLINE_MS,
  };
}

/** A supervisor whose events and outputs are kept in the order in which they came. */
async function withSupervisor(use: (supervisor: Supervisor, lines: string[], folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-" });
  const lines: string[] = [];
  const supervisor = new Supervisor({
    async output(name, stream) {
      const text = await new Response(stream).text();
      for (const line of text.split("\n").filter(Boolean)) lines.push(`${name}: ${line}`);
    },
    event: (line) => lines.push(line),
  });
  try {
    await use(supervisor, lines, folder);
  } finally {
    await supervisor.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    assert.ok(Date.now() < deadline, "waited in vain");
    await delay(10);
  }
}

function pidOf(folder: string, name: string): number {
  return Number(Deno.readTextFileSync(join(folder, name)));
}

function isAlive(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

Deno.test("Supervisor starts a killed process again and says so", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    await supervisor.start([fakeSpec(folder, "worker")]);
    const first = pidOf(folder, "worker");
    Deno.kill(first, "SIGKILL");
    await until(() => lines.includes("worker is ready again"));
    assert.deepEqual(lines, ["worker ended (SIGKILL); starting it again in 100 ms", "worker is ready again"]);
    assert.notEqual(pidOf(folder, "worker"), first);
  });
});

Deno.test("Supervisor waits longer before each start of a process that keeps ending", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    await supervisor.start([fakeSpec(folder, "worker")]);
    for (const backoff of [100, 200, 400]) {
      const pid = pidOf(folder, "worker");
      lines.length = 0;
      Deno.kill(pid, "SIGKILL");
      await until(() => lines.includes("worker is ready again"));
      assert.equal(lines[0], `worker ended (SIGKILL); starting it again in ${backoff} ms`);
    }
  });
});

Deno.test("Supervisor stops its processes in reverse order", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    await supervisor.start([fakeSpec(folder, "database")]);
    await supervisor.start([fakeSpec(folder, "service")]);
    const pids = [pidOf(folder, "database"), pidOf(folder, "service")];
    await supervisor.stop();
    assert.deepEqual(lines, ["service: stopping", "database: stopping"]);
    assert.deepEqual(pids.map(isAlive), [false, false]);
  });
});

Deno.test("Supervisor kills a process that does not stop in time", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    const file = JSON.stringify(join(folder, "deaf"));
    const script = `
      Deno.addSignalListener("SIGTERM", () => {});
      Deno.writeTextFileSync(${file}, String(Deno.pid));
      setInterval(() => {}, 60_000);`;
    await supervisor.start([fakeSpec(folder, "deaf", { script, stopTimeoutMs: 100 })]);
    const pid = pidOf(folder, "deaf");
    await supervisor.stop();
    assert.deepEqual(lines, ["deaf did not stop in time and was killed"]);
    assert.equal(isAlive(pid), false);
  });
});

Deno.test("Supervisor gives up a process that ends three times before it was ready", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    const script = `console.log("no configuration"); Deno.exit(3);`;
    await assert.rejects(
      supervisor.start([fakeSpec(folder, "broken", { script })]),
      { name: "StartError", message: "Cannot start broken: it ended 3 times before it was ready (see above)" },
    );
    assert.equal(lines.filter((line) => line === "broken: no configuration").length, 3);
  });
});

Deno.test("Supervisor.restart() starts a process anew at once and without a complaint", async () => {
  await withSupervisor(async (supervisor, lines, folder) => {
    await supervisor.start([fakeSpec(folder, "edge")]);
    const first = pidOf(folder, "edge");
    await supervisor.restart("edge");
    await until(() => lines.includes("edge is ready again"));
    assert.deepEqual(lines, ["edge: stopping", "edge is ready again"]);
    assert.notEqual(pidOf(folder, "edge"), first);
  });
});

Deno.test("Supervisor.stop() ends a start that is not ready yet", async () => {
  await withSupervisor(async (supervisor, _lines, folder) => {
    const script = `setInterval(() => {}, 60_000);`;
    const started = supervisor.start([fakeSpec(folder, "slow", { script })]);
    await Promise.all([assert.rejects(started, /asked to stop/), supervisor.stop()]);
    await assert.rejects(supervisor.start([fakeSpec(folder, "late")]), /all is being stopped/);
  });
});
