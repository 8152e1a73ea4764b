import assert from "node:assert/strict";
import { openDatabase, transaction } from "../database.ts";
import { WorkflowEngine } from "./engine.ts";
import { readRuns } from "./read_runs.ts";
import { leave, statusOf, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const id = () => crypto.randomUUID();

Deno.test("a claimed run of a step and a last transaction takes two statements of the engine's", async () => {
  await using bench = await testBench();
  const statements: string[] = [];
  const database = openDatabase(bench.url, { name: "counted", onStatement: (text) => statements.push(text) });
  const engine = new WorkflowEngine(database, { log: bench.log });
  const flow = engine.define<{ amount: bigint }, string>({
    name: "pay",
    run: async (run, { amount }) => {
      const charge = await run.step("charge", () => Promise.resolve(amount + 1n), { memo: "with next" });
      return await run.transaction("settle", (tx) => leave(tx, `charged ${charge}`), { last: true });
    },
  });
  const pay = async () => {
    const run = { id: id(), input: { amount: 1n }, claim: true };
    const started = await transaction(database, (tx) => engine.start(tx, flow, run));
    return await started.continue();
  };
  assert.deepEqual(await pay(), { status: "done", output: "charged 2" });
  statements.length = 0; // with those by which the driver learns of types
  await pay();
  const verbs = statements.map((text) => text.trim().split(/\s+/, 1)[0]);
  assert.deepEqual(verbs, ["begin", "with", "commit", "begin", "insert", "with", "commit"]);
  assert.deepEqual(await bench.trace(), ["charged 2", "charged 2"]);
  await database.end();
});

Deno.test("a run of a transaction that is undone never was", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, void>({ name: "any", run: () => Promise.resolve() });
  const work = transaction(bench.database, async (tx) => {
    await engine.start(tx, flow, { id: id(), input: null, claim: true });
    throw new Error("no");
  });
  await assert.rejects(work, /no/);
  assert.deepEqual([...await bench.database`select from workflow_runs`], []);
});

Deno.test("start() of an id that is there already starts nothing", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<string, void>({
    name: "any",
    run: async (run, what) => void await run.transaction("leave", (tx) => leave(tx, what)),
  });
  const same = id();
  const first = await engine.start(bench.database, flow, { id: same, input: "first", claim: true });
  const second = await engine.start(bench.database, flow, { id: same, input: "second", claim: true });
  assert.deepEqual([first.isNew, second.isNew], [true, false]);
  assert.deepEqual(await second.continue(), { status: "suspended" });
  assert.deepEqual(await first.continue(), { status: "done", output: undefined });
  assert.equal(await first.continue(), await first.continue());
  assert.deepEqual(await bench.trace(), ["first"]);
});

Deno.test("a claimed run whose process died before it began is run by another one once the lease is over", async () => {
  await using bench = await testBench();
  const define = (engine: WorkflowEngine) =>
    engine.define<null, string>({ name: "any", run: (run) => run.transaction("leave", (tx) => leave(tx, "here")) });
  const [dead, alive] = [bench.engine({ leaseMs: 1 }), bench.engine()];
  const run = { id: id(), input: null, claim: true };
  await dead.start(bench.database, define(dead), run);
  define(alive);
  bench.work(alive);
  await until(async () => await statusOf(bench, run.id) === "done");
  assert.deepEqual(await bench.trace(), ["here"]);
});

Deno.test("run() begins what is written down as soon as it is told, and what is for later when its time has come", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ pollMs: 60_000 });
  const flow = engine.define<string, void>({
    name: "any",
    run: async (run, what) => void await run.transaction("leave", (tx) => leave(tx, what)),
  });
  bench.work(engine);
  await until(async () =>
    (await bench.database`select from pg_stat_activity where query ilike 'listen%'
    and datname = current_database()`).length > 0
  );
  const later = await engine.start(bench.database, flow, {
    id: id(),
    input: "later",
    runAt: new Date(Date.now() + 60_000),
  });
  await engine.start(bench.database, flow, { id: id(), input: "now" });
  await until(async () => (await bench.trace()).length === 1);
  await bench.database`update workflow_runs set run_at = now() where id = ${later.id}`;
  await bench.database`select pg_notify('workflow_runs', '')`;
  await until(async () => (await bench.trace()).length === 2);
  assert.deepEqual(await bench.trace(), ["now", "later"]);
});

Deno.test("run() leaves alone what it does not know", async () => {
  await using bench = await testBench();
  const [older, newer] = [bench.engine(), bench.engine()];
  const known = older.define<null, void>({ name: "known", run: () => Promise.resolve() });
  const unknown = newer.define<null, void>({ name: "unknown", run: () => Promise.resolve() });
  const first = await newer.start(bench.database, unknown, { id: id(), input: null });
  const second = await older.start(bench.database, known, { id: id(), input: null });
  bench.work(older);
  await until(async () => await statusOf(bench, second.id) === "done");
  assert.equal(await statusOf(bench, first.id), "ready");
  bench.work(newer);
  await until(async () => await statusOf(bench, first.id) === "done");
});

Deno.test("two engines share the work, each run done by one of them", async () => {
  await using bench = await testBench();
  const RUNS = 40;
  const doers = new Map<string, number>();
  for (const name of ["one", "two"]) {
    const engine = bench.engine({ concurrency: 2 });
    const flow = engine.define<null, void>({
      name: "any",
      run: async (run) => {
        await run.step("elsewhere", () => Promise.resolve(doers.set(name, (doers.get(name) ?? 0) + 1)).then(() => {}));
        await run.transaction("leave", (tx) => leave(tx, run.id));
      },
    });
    if (name === "one") {
      for (let i = 0; i < RUNS; i++) await engine.start(bench.database, flow, { id: id(), input: null });
    }
    bench.work(engine);
  }
  await until(async () => (await bench.trace()).length === RUNS);
  assert.equal(new Set(await bench.trace()).size, RUNS);
  assert.equal(doers.size, 2);
  assert.equal([...doers.values()].reduce((sum, count) => sum + count), RUNS);
});

Deno.test("run() works on no more runs at once than it may", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ concurrency: 3 });
  let [now, most] = [0, 0];
  const flow = engine.define<null, void>({
    name: "any",
    run: (run) =>
      run.step("count", async () => {
        most = Math.max(most, ++now);
        await bench.database`select pg_sleep(0.005)`;
        now--;
      }),
  });
  for (let i = 0; i < 12; i++) await engine.start(bench.database, flow, { id: id(), input: null });
  bench.work(engine);
  await until(async () => (await bench.database`select from workflow_runs where status = 'done'`).length === 12);
  assert.equal(most, 3);
});

Deno.test("readRuns() shows how far the runs about a subject have come", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, void>({
    name: "checkout",
    run: async (run) => {
      await run.step("pay", () => Promise.resolve("paid"), { undo: () => Promise.resolve() });
      await run.waitFor("delivered");
    },
  });
  const run = { id: id(), subject: "SF-1", input: null, claim: true };
  const started = await engine.start(bench.database, flow, run);
  assert.deepEqual(await started.continue(), { status: "suspended" });
  const [view] = await readRuns(bench.database, "SF-1");
  assert.deepEqual([view!.id, view!.workflow, view!.status], [run.id, "checkout", "waiting"]);
  const [step] = view!.steps;
  assert.deepEqual([step!.name, step!.state, step!.undo, step!.attempts], ["pay", "done", "due", 1]);
  assert.ok(step!.startedAt <= step!.finishedAt);
  assert.deepEqual(await readRuns(bench.database, "SF-2"), []);
});
