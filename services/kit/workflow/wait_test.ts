import assert from "node:assert/strict";
import { expire, statusOf, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const HOUR_MS = 3_600_000;

Deno.test("waitFor() suspends the run until the signal, and gets what came with it", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ pollMs: 60_000 });
  const got: unknown[] = [];
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      got.push(await run.waitFor<{ paid: bigint }>("webhook", { timeoutMs: HOUR_MS }));
      got.push(await run.waitFor("second"));
    },
  });
  bench.work(engine);
  const { id, ...started } = await engine.start(bench.database, flow, {
    id: crypto.randomUUID(),
    input: null,
    claim: true,
  });
  assert.deepEqual(await started.continue(), { status: "suspended" });
  assert.equal(await statusOf(bench, id), "waiting");
  assert.equal(await engine.signal(bench.database, id, "webhook", { paid: 5n }), true);
  assert.equal(await engine.signal(bench.database, id, "webhook", { paid: 6n }), false);
  await until(async () => got.length === 1 && await statusOf(bench, id) === "waiting");
  await engine.signal(bench.database, id, "second", "last");
  await until(async () => await statusOf(bench, id) === "done");
  assert.deepEqual(got, [{ paid: 5n }, { paid: 5n }, "last"]);
  assert.equal(await engine.signal(bench.database, id, "third"), false);
  assert.equal(await engine.signal(bench.database, crypto.randomUUID(), "webhook"), false);
});

Deno.test("waitFor() finds a signal that came before the run, or before it waited", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, unknown[]>({
    name: "any",
    run: async (run) => {
      await run.step("signal oneself", async () => void await engine.signal(bench.database, run.id, "late", 2));
      return [await run.waitFor("early"), await run.waitFor("late")];
    },
  });
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null, claim: true });
  await engine.signal(bench.database, started.id, "early", 1);
  assert.deepEqual(await started.continue(), { status: "done", output: [1, 2] });
});

Deno.test("waitFor() gives up when the time is over, for ever", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, unknown[]>({
    name: "any",
    run: async (run) => [await run.waitFor("never", { timeoutMs: HOUR_MS }) ?? "nothing", await run.waitFor("other")],
  });
  const { id, ...started } = await engine.start(bench.database, flow, {
    id: crypto.randomUUID(),
    input: null,
    claim: true,
  });
  assert.deepEqual(await started.continue(), { status: "suspended" });
  bench.work(engine);
  await expire(bench, id);
  const hasGivenUp = async () =>
    (await bench.database`select from workflow_steps where run_id = ${id} and name = 'never' and state = 'done'`)
      .length > 0;
  await until(hasGivenUp);
  await engine.signal(bench.database, id, "never", "too late");
  await engine.signal(bench.database, id, "other", "in time");
  await until(async () => await statusOf(bench, id) === "done");
  const [run] = await bench.database`select output from workflow_runs where id = ${id}`;
  assert.deepEqual(run!.output, ["nothing", "in time"]);
});

Deno.test("a signal is not lost while the run lies down, however they meet", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ pollMs: 60_000 });
  const flow = engine.define<null, number | undefined>({ name: "any", run: (run) => run.waitFor<number>("go") });
  bench.work(engine);
  const ids = Array.from({ length: 60 }, () => crypto.randomUUID());
  await Promise.all(ids.map(async (id) => {
    await engine.start(bench.database, flow, { id, input: null });
    await engine.signal(bench.database, id, "go", 1);
  }));
  await until(async () =>
    (await bench.database`select from workflow_runs where status = 'done'`).length === ids.length
  );
});

Deno.test("sleep() suspends the run for its time, once", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, string>({
    name: "any",
    run: async (run) => {
      await run.sleep("an hour", HOUR_MS);
      await run.sleep("a moment", 1);
      return "rested";
    },
  });
  const { id, ...started } = await engine.start(bench.database, flow, {
    id: crypto.randomUUID(),
    input: null,
    claim: true,
  });
  assert.deepEqual(await started.continue(), { status: "suspended" });
  const [run] = await bench.database<{ minutes: number }[]>`
    select round(extract(epoch from run_at - now()) / 60)::int as minutes from workflow_runs where id = ${id}`;
  assert.equal(run!.minutes, 60);
  bench.work(engine);
  await expire(bench, id);
  await until(async () => await statusOf(bench, id) === "done");
});

Deno.test("what is in flight besides a wait goes on until it can only wait", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const done: string[] = [];
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      await Promise.all([
        run.waitFor("go"),
        run.sleep("long", HOUR_MS),
        (async () => {
          for (const name of ["one", "two"]) await run.step(name, () => Promise.resolve(void done.push(name)));
        })(),
      ]);
    },
  });
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null, claim: true });
  assert.deepEqual(await started.continue(), { status: "suspended" });
  assert.deepEqual(done, ["one", "two"]);
});
