import assert from "node:assert/strict";
import { transaction } from "../database.ts";
import type { WorkflowEngine } from "./engine.ts";
import { expire, leave, statusOf, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const newRun = () => ({ id: crypto.randomUUID(), input: null, claim: true });

Deno.test("a process that wakes after its lease is over commits nothing", async () => {
  await using bench = await testBench();
  const [isAsleep, wakes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const define = (engine: WorkflowEngine, who: string) =>
    engine.define<null, string>({
      name: "any",
      run: (run) =>
        run.transaction("effect", async (tx) => {
          await leave(tx, who);
          if (who === "sleeper") {
            isAsleep.resolve();
            await wakes.promise;
          }
          return who;
        }),
    });
  const [sleeper, other] = [bench.engine(), bench.engine()];
  const started = await sleeper.start(bench.database, define(sleeper, "sleeper"), newRun());
  const outcome = started.continue();
  await isAsleep.promise;
  define(other, "other");
  bench.work(other);
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "done");
  wakes.resolve();
  assert.deepEqual(await outcome, { status: "suspended" });
  assert.deepEqual(await bench.trace(), ["other"]);
});

Deno.test("a process that wakes between two steps writes down nothing, and begins nothing", async () => {
  await using bench = await testBench();
  const [isAsleep, wakes] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const begun: string[] = [];
  const define = (engine: WorkflowEngine, who: string) =>
    engine.define<null, string>({
      name: "any",
      run: async (run) => {
        const first = await run.step("first", async () => {
          if (who === "sleeper") {
            isAsleep.resolve();
            await wakes.promise;
          }
          return who;
        });
        return await run.step("second", () =>
          Promise.resolve(void begun.push(`${who} after ${first}`)).then(() => first));
      },
    });
  const [sleeper, other] = [bench.engine(), bench.engine()];
  const started = await sleeper.start(bench.database, define(sleeper, "sleeper"), newRun());
  const outcome = started.continue();
  await isAsleep.promise;
  define(other, "other");
  bench.work(other);
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "done");
  wakes.resolve();
  assert.deepEqual(await outcome, { status: "suspended" });
  assert.deepEqual(begun, ["other after other"]);
});

Deno.test("a process whose lease is over by its own clock begins no step, before it has heard of it", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ leaseMs: 30 });
  let hasBegun = false;
  const flow = engine.define<null, void>({
    name: "any",
    run: (run) => run.step("ask", () => Promise.resolve(void (hasBegun = true))),
  });
  const started = await engine.start(bench.database, flow, newRun());
  await bench.database`select pg_sleep(0.04)`;
  assert.deepEqual(await started.continue(), { status: "suspended" });
  assert.ok(!hasBegun);
});

Deno.test("a long step keeps its lease, and is told when it is lost all the same", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ leaseMs: 600 });
  let told = "";
  const flow = engine.define<null, void>({
    name: "any",
    run: (run) =>
      run.step("long", ({ signal }) => {
        signal.addEventListener("abort", () => told = String(signal.reason));
        return new Promise<never>(() => {});
      }),
  });
  const started = await engine.start(bench.database, flow, newRun());
  const outcome = started.continue();
  const isProlonged = async () =>
    (await bench.database`
      select from workflow_runs where id = ${started.id} and run_at > created_at + interval '900 ms'`).length > 0;
  await until(isProlonged);
  assert.equal(told, "");
  await bench.database`update workflow_runs set fence = fence + 1 where id = ${started.id}`; // as a claim does
  assert.deepEqual(await outcome, { status: "suspended" });
  assert.match(told, /The run is lost/);
});

Deno.test("a process that stops lets its runs end in the time of grace", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ graceMs: 10_000 });
  const [hasBegun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      await run.step("slow", () => {
        hasBegun.resolve();
        return mayEnd.promise;
      });
      await run.transaction("after", (tx) => leave(tx, "after"));
    },
  });
  const end = bench.work(engine);
  const started = await engine.start(bench.database, flow, { ...newRun(), claim: false });
  await hasBegun.promise;
  const ended = end();
  mayEnd.resolve();
  await ended;
  assert.equal(await statusOf(bench, started.id), "done");
});

Deno.test("a run that is handed over is due at once, and did not crash", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ leaseMs: 60_000 });
  const hasBegun = Promise.withResolvers<void>();
  const flow = engine.define<null, void>({
    name: "any",
    run: (run) =>
      run.step("slow", () => {
        hasBegun.resolve();
        return new Promise<never>(() => {});
      }),
  });
  const end = bench.work(engine);
  const { id } = await engine.start(bench.database, flow, { ...newRun(), claim: false });
  await hasBegun.promise;
  await end();
  const [run] = await bench.database`
    select status, owner, crashes, run_at <= now() as "isDue" from workflow_runs where id = ${id}`;
  assert.deepEqual(run, { status: "ready", owner: null, crashes: 0, isDue: true });
});

Deno.test("a process that stops hands over what does not end, and another one goes on at once", async () => {
  await using bench = await testBench();
  const [stopping, other] = [bench.engine({ leaseMs: 60_000 }), bench.engine({ leaseMs: 60_000, pollMs: 60_000 })];
  const hasBegun = Promise.withResolvers<void>();
  const define = (engine: WorkflowEngine, isSlow: boolean) =>
    engine.define<null, void>({
      name: "any",
      run: async (run) => {
        await run.transaction("before", (tx) => leave(tx, "before"));
        await run.step("slow", ({ signal }) => {
          if (!isSlow) return Promise.resolve();
          hasBegun.resolve();
          return new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        });
        await run.transaction("after", (tx) => leave(tx, "after"));
      },
    });
  const flow = define(stopping, true);
  define(other, false);
  const end = bench.work(stopping);
  const started = await stopping.start(bench.database, flow, { ...newRun(), claim: false });
  await hasBegun.promise;
  bench.work(other);
  await end();
  await until(async () => await statusOf(bench, started.id) === "done");
  assert.deepEqual(await bench.trace(), ["before", "after"]);
});

Deno.test("a heartbeat waits for nobody, and holds a run that is being written to for no lost one", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ leaseMs: 300 });
  const mayEnd = Promise.withResolvers<void>();
  const flow = engine.define<null, void>({ name: "any", run: (run) => run.step("slow", () => mayEnd.promise) });
  const [locked, free] = [newRun(), newRun()];
  const outcomes = [];
  for (const run of [locked, free]) outcomes.push((await engine.start(bench.database, flow, run)).continue());
  const isProlonged = async (id: string) =>
    (await bench.database`
      select from workflow_runs where id = ${id} and run_at > created_at + interval '400 ms'`).length > 0;
  await transaction(bench.database, async (tx) => {
    await engine.signal(tx, locked.id, "webhook");
    await until(() => isProlonged(free.id));
    assert.ok(!await isProlonged(locked.id));
  });
  mayEnd.resolve();
  const [first, second] = await Promise.all(outcomes);
  assert.equal(second!.status, "done");
  assert.ok(first!.status === "done" || await statusOf(bench, locked.id) === "ready"); // unless its lease ended meanwhile
});
