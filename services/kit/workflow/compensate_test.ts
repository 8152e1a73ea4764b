import assert from "node:assert/strict";
import { ErrorCode } from "../errors.ts";
import { listDeadRuns, replayRun } from "./dead_letters.ts";
import type { WorkflowEngine } from "./engine.ts";
import { Refusal } from "./refusal.ts";
import { expire, leave, statusOf, type TestBench, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";
import type { Workflow } from "./workflow.ts";

const no = () => new Refusal(ErrorCode.PAYMENT_DECLINED, "Cannot pay: declined");

/** Starts a run that this process has claimed, and runs it as far as it goes. */
async function go<O>(bench: TestBench, engine: WorkflowEngine, flow: Workflow<null, O>) {
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null, claim: true });
  return { id: started.id, outcome: await started.continue() };
}

Deno.test("a refused run is undone from the last step to the first, and last what its start did", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, void>({
    name: "any",
    undo: (tx, _input, refusal) => leave(tx, `undo start: ${refusal.codeName}`),
    run: async (run) => {
      await run.transaction("one", (tx) => leave(tx, "one"), { undo: (tx, output) => leave(tx, `undo ${output}`) });
      await run.step("two", () => leave(bench.database, "two"), {
        undo: (output, { refusal }) => leave(bench.database, `undo ${output}: ${refusal.message}`),
      });
      await run.step("three", () => leave(bench.database, "three"));
      throw no();
    },
  });
  const { outcome } = await go(bench, engine, flow);
  assert.equal(outcome.status, "refused");
  assert.deepEqual(await bench.trace(), [
    "one",
    "two",
    "three",
    "undo two: Cannot pay: declined",
    "undo one",
    "undo start: PAYMENT_DECLINED",
  ]);
});

Deno.test("a step whose outcome is not known is undone too; one that was refused at once, or did not begin, is not", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const undone: [string, unknown][] = [];
  const undo = (name: string) => ({
    undo: (output: unknown) => Promise.resolve(void undone.push([name, output])),
    retry: { attempts: 2 },
  });
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      await run.step("refused", () => Promise.reject(no()), undo("refused")).catch(() => {});
      let tries = 0;
      const late = () => Promise.reject(tries++ === 0 ? new Error("no answer") : no());
      await run.step("refused later", late, undo("refused later")).catch(() => {});
      await run.step("lost", () => Promise.reject(new Error("no answer")), undo("lost"));
      await run.step("never", () => Promise.resolve(), undo("never"));
    },
  });
  const { outcome } = await go(bench, engine, flow);
  assert.equal(outcome.status, "refused");
  assert.deepEqual(undone, [["lost", undefined], ["refused later", undefined]]);
});

Deno.test("what is in flight when a parallel step is refused ends first, and is undone", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  const isRefused = Promise.withResolvers<void>();
  const events: string[] = [];
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      await Promise.all([
        run.step("no", () => Promise.reject(no())).finally(isRefused.resolve),
        run.step("slow", async () => {
          await isRefused.promise;
          await bench.database`select 1`;
          events.push("slow");
        }, { undo: () => Promise.resolve(void events.push("undo slow")) }),
        run.step("shaky", async () => {
          await isRefused.promise;
          events.push("shaky");
          throw new Error("no answer");
        }, { undo: () => Promise.resolve(void events.push("undo shaky")) }),
      ]);
    },
  });
  const { outcome } = await go(bench, engine, flow);
  assert.equal(outcome.status, "refused");
  assert.deepEqual(events, ["shaky", "slow", "undo slow", "undo shaky"]);
});

Deno.test("what cannot be undone is tried again later, then waits for staff, and a replay goes on where it was", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  let isBroken = true;
  let tries = 0;
  const flow = engine.define<null, void>({
    name: "any",
    run: async (run) => {
      await run.transaction("one", (tx) => leave(tx, "one"), { undo: (tx) => leave(tx, "undo one") });
      await run.step("two", () => Promise.resolve(), {
        undo: () => {
          tries++;
          return isBroken ? Promise.reject(new Error("provider is down")) : Promise.resolve();
        },
      });
      await run.transaction("three", (tx) => leave(tx, "three"), { undo: (tx) => leave(tx, "undo three") });
      throw no();
    },
  });
  bench.work(engine);
  const { id, outcome } = await go(bench, engine, flow);
  assert.equal(outcome.status, "suspended");
  await until(async () => await statusOf(bench, id) === "dead");
  assert.equal(tries, 20);
  const [dead] = await listDeadRuns(bench.database, 10);
  assert.deepEqual([dead!.id, dead!.isRefused], [id, true]);
  assert.equal(dead!.error, 'Compensation is stuck: Cannot undo "two": provider is down');
  isBroken = false;
  await replayRun(bench.database, id, "staff:ada");
  await until(async () => await statusOf(bench, id) === "refused");
  assert.deepEqual(await bench.trace(), ["one", "three", "undo three", "undo one"]);
});

Deno.test("a verdict stands: a crash before undoing does not let the refused step succeed, nor loses what was done", async () => {
  await using bench = await testBench();
  let isRefusing = true;
  const undone: unknown[] = [];
  const define = (engine: WorkflowEngine) =>
    engine.define<null, void>({
      name: "any",
      run: async (run) => {
        await run.transaction("order", (tx) => leave(tx, "order"), { undo: (tx) => leave(tx, "cancel") });
        await run.step("charge", () => Promise.resolve("charge 1"), {
          memo: "with next",
          undo: (output) => Promise.resolve(void undone.push(output)),
        });
        if (isRefusing) throw no();
        await run.transaction("settle", (tx) => leave(tx, "settle"), { last: true });
      },
    });
  const dying = bench.engine({
    at: (point) => {
      if (point === "workflow.after_verdict") throw new Error("Cannot go on: the process died");
    },
  });
  const { id, outcome } = await go(bench, dying, define(dying));
  assert.equal(outcome.status, "suspended");
  isRefusing = false;
  const engine = bench.engine();
  define(engine);
  bench.work(engine);
  await expire(bench, id);
  await until(async () => await statusOf(bench, id) === "refused");
  assert.deepEqual(await bench.trace(), ["order", "cancel"]);
  assert.deepEqual(undone, ["charge 1"]);
});

Deno.test("a version of the workflow that does not know a step to undo does not pass over it", async () => {
  await using bench = await testBench();
  const [older, newer] = [bench.engine(), bench.engine()];
  const flow = older.define<null, void>({
    name: "any",
    run: async (run) => {
      await run.transaction("renamed since", (tx) => leave(tx, "one"), { undo: (tx) => leave(tx, "undo one") });
      await run.waitFor("go");
    },
  });
  newer.define<null, void>({ name: "any", run: () => Promise.reject(no()) });
  const { id } = await go(bench, older, flow);
  bench.work(newer);
  await expire(bench, id);
  await until(async () => await statusOf(bench, id) === "dead");
  const [run] = await bench.database`select error from workflow_runs where id = ${id}`;
  assert.match(run!.error, /Cannot undo "renamed since": the workflow does not come to this step any more/);
});
