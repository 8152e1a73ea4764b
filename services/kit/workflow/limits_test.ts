/** Deadlines, and runs that end each process that takes them. */
import assert from "node:assert/strict";
import { transaction } from "../database.ts";
import type { WorkflowEngine } from "./engine.ts";
import { expire, leave, statusOf, testBench } from "./testing/fixture.ts";
import { Crash, mortal } from "./testing/mortal.ts";
import { until } from "../testing/until.ts";

const newRun = () => ({ id: crypto.randomUUID(), input: null, claim: true });

Deno.test("past the deadline no step begins, and what was done is undone", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, void>({
    name: "any",
    deadlineMs: 30,
    run: async (run) => {
      await run.transaction("slow", async (tx) => {
        await tx`select pg_sleep(0.04)`;
        await leave(tx, "slow");
      }, { undo: (tx) => leave(tx, "undo slow") });
      await run.transaction("next", (tx) => leave(tx, "next"));
    },
  });
  const started = await engine.start(bench.database, flow, newRun());
  const outcome = await started.continue();
  assert.ok(outcome.status === "refused");
  assert.equal(outcome.refusal.codeName, "DEADLINE_EXCEEDED");
  assert.deepEqual(await bench.trace(), ["slow", "undo slow"]);
});

Deno.test("what the deadline stopped does not begin while the rest is undone, not even after a crash", async () => {
  await using bench = await testBench();
  const define = (engine: WorkflowEngine) =>
    engine.define<null, void>({
      name: "any",
      deadlineMs: 30,
      run: async (run) => {
        await run.transaction("slow", async (tx) => {
          await tx`select pg_sleep(0.04)`;
          await leave(tx, "slow");
        }, { undo: (tx) => leave(tx, "undo slow") });
        await run.step("next", () => leave(bench.database, "next"));
      },
    });
  const dying = bench.engine({
    at: (point) => {
      if (point === "workflow.after_verdict") throw new Crash("Cannot go on: the process died");
    },
  });
  const started = await dying.start(bench.database, define(dying), newRun());
  assert.deepEqual(await started.continue(), { status: "suspended" });
  await bench.database`update workflow_runs set deadline_at = null where id = ${started.id}`;
  const engine = bench.engine();
  define(engine);
  bench.work(engine);
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "refused");
  assert.deepEqual(await bench.trace(), ["slow", "undo slow"]);
});

Deno.test("a run that waits is woken by its deadline", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ pollMs: 60_000 });
  const flow = engine.define<null, unknown>({
    name: "any",
    deadlineMs: 50,
    run: (run) => run.waitFor("never"),
    undo: (tx) => leave(tx, "undo start"),
  });
  bench.work(engine);
  const started = await engine.start(bench.database, flow, newRun());
  assert.deepEqual(await started.continue(), { status: "suspended" });
  await until(async () => await statusOf(bench, started.id) === "refused");
  assert.deepEqual(await bench.trace(), ["undo start"]);
});

/** A step elsewhere that takes effect just before its process dies; nothing is known of it. */
async function dieAfterEffect(bench: Awaited<ReturnType<typeof testBench>>, events: string[]) {
  const define = (engine: WorkflowEngine) =>
    engine.define<null, void>({
      name: "any",
      run: async (run) => {
        await run.step("charge", () => Promise.resolve(void events.push("charge")), {
          undo: (output) => Promise.resolve(void events.push(`void ${output}`)),
        });
        await run.step("ship", () => Promise.resolve(void events.push("ship")), {
          undo: () => Promise.resolve(void events.push("undo ship")),
        });
      },
    });
  const process = mortal(bench.url);
  const died = Promise.withResolvers<void>();
  const dying = bench.engine({
    at: (point) => {
      if (point !== "workflow.after_effect") return;
      void process.die().then(died.resolve, died.reject);
      throw new Crash("Cannot go on: the process died");
    },
  }, process.database);
  const started = await transaction(process.database, (tx) => dying.start(tx, define(dying), newRun()));
  void started.continue();
  await died.promise;
  assert.deepEqual(events, ["charge"]);
  return { id: started.id, define };
}

Deno.test("past the deadline a step that may have begun before a crash is undone, and none begins while undoing", async () => {
  await using bench = await testBench();
  const events: string[] = [];
  const { id, define } = await dieAfterEffect(bench, events);
  await bench.database`update workflow_runs set deadline_at = now() where id = ${id}`;
  // The next process stores the verdict and dies; the one after it undoes
  let isDead = false;
  const second = mortal(bench.url);
  const died = Promise.withResolvers<void>();
  const dying = bench.engine({
    at: (point) => {
      if (point !== "workflow.after_verdict" || isDead) return;
      isDead = true;
      void second.die().then(died.resolve, died.reject);
      throw new Crash("Cannot go on: the process died");
    },
  }, second.database);
  define(dying);
  await expire(bench, id);
  const end = bench.work(dying);
  await died.promise;
  await end();
  await bench.database`update workflow_runs set deadline_at = null where id = ${id}`;
  const engine = bench.engine();
  define(engine);
  bench.work(engine);
  await expire(bench, id);
  await until(async () => await statusOf(bench, id) === "refused");
  assert.deepEqual(events, ["charge", "void undefined"]);
});

Deno.test("a run that ends each process that takes it is undone, with the step that may have done it", async () => {
  await using bench = await testBench();
  const events: string[] = [];
  const { id, define } = await dieAfterEffect(bench, events);
  await bench.database`update workflow_runs set crashes = 10 where id = ${id}`; // as if ten claims had ended so
  const engine = bench.engine();
  define(engine);
  bench.work(engine);
  await expire(bench, id);
  await until(async () => await statusOf(bench, id) === "refused");
  assert.deepEqual(events, ["charge", "void undefined"]);
  const [run] = await bench.database`select error from workflow_runs where id = ${id}`;
  assert.equal(run!.error, "Cannot go on: stopped 10 times without progress");
});

Deno.test("a run that ends each process waits for staff when it has nothing to undo, or undoing ends them too", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => void await run.transaction("leave", (tx) => leave(tx, "leave")),
  });
  const started = await engine.start(bench.database, flow, {
    ...newRun(),
    claim: false,
    runAt: new Date(Date.now() + 60_000),
  });
  const condemned = await engine.start(bench.database, flow, {
    ...newRun(),
    claim: false,
    runAt: new Date(Date.now() + 60_000),
  });
  await bench.database`update workflow_runs set crashes = 10 where id = ${started.id}`;
  const verdict = { code: "UNAVAILABLE", message: "no", details: {} };
  await bench.database`
    update workflow_runs set crashes = 10, verdict = ${bench.database.json(verdict)} where id = ${condemned.id}`;
  await expire(bench, started.id);
  await expire(bench, condemned.id);
  bench.work(engine);
  for (const { id } of [started, condemned]) await until(async () => await statusOf(bench, id) === "dead");
  assert.deepEqual(await bench.trace(), []);
});

Deno.test("each claim counts as a crash until something is written down", async () => {
  await using bench = await testBench();
  const crashes = async (id: string) =>
    (await bench.database<{ crashes: number }[]>`select crashes from workflow_runs where id = ${id}`)[0]!.crashes;
  let isMute = true;
  const muted = Promise.withResolvers<void>();
  const engine = bench.engine();
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      if (isMute) muted.resolve();
      if (isMute) await new Promise(() => {}); // as if the process hung here
      await run.step("one", () => Promise.resolve());
      await run.waitFor("go");
    },
  });
  const started = await engine.start(bench.database, flow, { ...newRun(), claim: false });
  const stop = bench.work(engine);
  await muted.promise;
  assert.equal(await crashes(started.id), 1);
  await expire(bench, started.id);
  await until(async () => await crashes(started.id) === 2);
  isMute = false;
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "waiting");
  assert.equal(await crashes(started.id), 0);
  await stop();
});
