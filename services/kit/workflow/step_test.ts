import assert from "node:assert/strict";
import { ErrorCode } from "../errors.ts";
import type { WorkflowEngine } from "./engine.ts";
import { inspectRun } from "./read_runs.ts";
import { Refusal, StepFailed } from "./refusal.ts";
import { expire, leave, statusOf, testBench } from "./testing/fixture.ts";
import { Crash, mortal } from "./testing/mortal.ts";
import { until } from "../testing/until.ts";
import type { Run } from "./workflow.ts";

/** Runs a body to its first end in this process, and tells how it ended. */
async function runOnce<O>(body: (run: Run) => Promise<O>) {
  await using bench = await testBench();
  const engine = bench.engine();
  const flow = engine.define<null, O>({ name: "any", run: body });
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null, claim: true });
  return { outcome: await started.continue(), details: (await inspectRun(bench.database, started.id))! };
}

Deno.test("step() is tried again until it succeeds, always with the same key", async () => {
  const keys: string[] = [];
  const { outcome, details } = await runOnce((run) =>
    run.step("ask", ({ key }) => {
      keys.push(key);
      return keys.length < 3 ? Promise.reject(new Error("no answer")) : Promise.resolve(keys.length);
    })
  );
  assert.deepEqual(outcome, { status: "done", output: 3 });
  assert.equal(new Set(keys).size, 1);
  assert.match(keys[0]!, /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(details.steps.map(({ state, attempts, error }) => ({ state, attempts, error })), [
    { state: "done", attempts: 3, error: "no answer" },
  ]);
});

Deno.test("step() fails for good after as many attempts as it may have, and the run waits for staff", async () => {
  let attempts = 0;
  const { outcome, details } = await runOnce((run) =>
    run.step("ask", () => Promise.reject(new Error(`no answer ${++attempts}`)), { retry: { attempts: 3 } })
  );
  assert.equal(attempts, 3);
  assert.equal(outcome.status, "dead");
  assert.deepEqual([details.status, details.error], ["dead", 'Cannot finish step "ask": no answer 3']);
});

Deno.test("step() counts its attempts across processes, and lies down while it waits for long", async () => {
  await using bench = await testBench();
  let attempts = 0;
  const define = (engine: WorkflowEngine) =>
    engine.define<null, string>({
      name: "any",
      run: (run) =>
        run.step("ask", () => Promise.reject(new Error(`no answer ${++attempts}`)), {
          retry: { attempts: 3, firstMs: 3_600_000, maxMs: 3_600_000 },
        }),
    });
  const [first, second] = [bench.engine({ random: () => 1 }), bench.engine({ random: () => 1 })];
  define(second);
  const started = await first.start(bench.database, define(first), {
    id: crypto.randomUUID(),
    input: null,
    claim: true,
  });
  assert.deepEqual(await started.continue(), { status: "suspended" });
  assert.equal(attempts, 1);
  bench.work(second);
  await expire(bench, started.id);
  await until(() => attempts === 2);
  await until(async () => await statusOf(bench, started.id) === "waiting");
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "dead");
  assert.equal(attempts, 3);
});

Deno.test("step() leaves an attempt that takes too long, and tells it so", async () => {
  let told = "";
  const { outcome } = await runOnce((run) =>
    run.step("hang", ({ signal }) => {
      signal.addEventListener("abort", () => told = String(signal.reason));
      return new Promise<never>(() => {});
    }, { timeoutMs: 1, retry: { attempts: 1 } })
  );
  assert.equal(outcome.status, "dead");
  assert.match(told, /TimeoutError: Cannot wait longer: no answer after 1 ms/);
});

Deno.test("a refusal is not tried again, and is the same to whoever asks later", async () => {
  let attempts = 0;
  const details = { outOfStock: [{ sku: "MUG", requested: 2, available: 1 }] };
  const { outcome, details: stored } = await runOnce((run) =>
    run.step("ask", () => {
      attempts++;
      throw new Refusal(ErrorCode.OUT_OF_STOCK, "Cannot: sold out", { details });
    })
  );
  assert.equal(attempts, 1);
  assert.ok(outcome.status === "refused");
  const { refusal } = outcome;
  assert.deepEqual([refusal.codeName, refusal.message, refusal.details], ["OUT_OF_STOCK", "Cannot: sold out", details]);
  assert.deepEqual([stored.status, stored.isRefused, stored.error], ["refused", true, "Cannot: sold out"]);
});

Deno.test("a body may catch what a step fails with, and gets the same when it is run again", async () => {
  await using bench = await testBench();
  const seen: string[] = [];
  const asked: string[] = [];
  const engine = bench.engine();
  const flow = engine.define<null, string>({
    name: "any",
    run: async (run) => {
      const ask = (name: string, error: Error) =>
        run.step(name, () => {
          asked.push(name);
          return Promise.reject(error);
        }, { retry: { attempts: 1 } }).catch((error: Error) => error);
      const price = { currency: "GBP", expectedMinor: 1n, currentMinor: 2n };
      const refused = await ask(
        "one",
        new Refusal(ErrorCode.PRICE_CHANGED, "no", { details: { priceChanged: price } }),
      );
      const failed = await ask("two", new Error("no answer"));
      assert.ok(refused instanceof Refusal && failed instanceof StepFailed);
      assert.deepEqual(refused.details.priceChanged, price);
      seen.push(`${refused.codeName} ${failed.step} ${failed.failure.message}`);
      await run.waitFor("go");
      return await run.step("three", () => Promise.resolve("instead"));
    },
  });
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null, claim: true });
  await started.continue();
  bench.work(engine);
  await engine.signal(bench.database, started.id, "go");
  await until(async () => await statusOf(bench, started.id) === "done");
  assert.deepEqual(seen, ["PRICE_CHANGED two no answer", "PRICE_CHANGED two no answer"]);
  assert.deepEqual(asked, ["one", "two"]);
});

Deno.test("a body sees what is kept: the same the first time and when it is run again", async () => {
  await using bench = await testBench();
  const seen: unknown[] = [];
  const engine = bench.engine();
  const flow = engine.define<unknown, void>({
    name: "any",
    run: async (run, input) => {
      const at = await run.step("at", () => Promise.resolve<unknown>(new Date(0)), { memo: "with next" });
      const nasty = await run.step("nasty", () => Promise.resolve({ text: "a\0b\ud800", big: 2n ** 70n, none: null }));
      seen.push({ input, at, nasty, nothing: await run.step("nothing", () => Promise.resolve()) });
      await run.waitFor("go");
    },
  });
  const input = { amount: 12n, when: new Date(0) };
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input, claim: true });
  await started.continue();
  bench.work(engine);
  await engine.signal(bench.database, started.id, "go");
  await until(() => seen.length === 2);
  assert.deepEqual(seen[0], seen[1]);
  assert.deepEqual(seen[0], {
    input: { amount: 12n, when: "1970-01-01T00:00:00.000Z" },
    at: "1970-01-01T00:00:00.000Z",
    nasty: { text: "a\ufffdb\ufffd", big: 2n ** 70n, none: null },
    nothing: undefined,
  });
});

Deno.test("the same name twice in a run is an error", async () => {
  const { details } = await runOnce(async (run) => {
    await run.step("twice", () => Promise.resolve());
    await run.transaction("twice", (tx) => leave(tx, "twice"));
  });
  assert.equal(details.error, 'Cannot run "twice": the run has an operation of that name already');
});

Deno.test("a body that fails is run again, as a new version may not fail", async () => {
  await using bench = await testBench();
  let tries = 0;
  const engine = bench.engine();
  const flow = engine.define<null, string>({
    name: "any",
    run: async (run) => {
      await run.transaction("once", (tx) => leave(tx, "once"));
      if (++tries < 3) throw new TypeError("a bug");
      return "fixed";
    },
  });
  bench.work(engine);
  const started = await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: null });
  await until(async () => await statusOf(bench, started.id) === "done");
  assert.equal(tries, 3);
  assert.deepEqual(await bench.trace(), ["once"]);
});

Deno.test("what a step was told stays so, also when it was to be written down with what comes next", async () => {
  await using bench = await testBench();
  const told: string[] = [];
  const define = (engine: WorkflowEngine) =>
    engine.define<null, void>({
      name: "any",
      run: async (run) => {
        const chance = await run.step("draw", () => Promise.resolve(crypto.randomUUID()), { memo: "with next" });
        await run.step("tell", () => Promise.resolve(void told.push(chance)));
      },
    });
  const process = mortal(bench.url);
  const died = Promise.withResolvers<void>();
  const dying = bench.engine({
    at: (point) => {
      if (point !== "workflow.after_effect" || told.length === 0) return;
      void process.die().then(died.resolve, died.reject);
      throw new Crash("Cannot go on: the process died");
    },
  }, process.database);
  const run = { id: crypto.randomUUID(), input: null, claim: true };
  const started = await dying.start(bench.database, define(dying), run);
  void started.continue();
  await died.promise;
  const engine = bench.engine();
  define(engine);
  bench.work(engine);
  await expire(bench, started.id);
  await until(async () => await statusOf(bench, started.id) === "done");
  assert.equal(told.length, 2);
  assert.equal(told[0], told[1]);
});
