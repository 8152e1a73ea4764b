import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../errors.ts";
import { discardRun, listDeadRuns, replayRun } from "./dead_letters.ts";
import { inspectRun } from "./read_runs.ts";
import { leave, statusOf, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const failing = (code: ErrorCode) => (error: unknown) => error instanceof ShopError && error.code === code;

Deno.test("staff list dead runs by pages, see what happened, replay them and give them up", async () => {
  await using bench = await testBench();
  const engine = bench.engine();
  let isBroken = true;
  const flow = engine.define<{ to: string }, void>({
    name: "mail",
    deadlineMs: 60_000,
    run: async (run, { to }) => {
      await run.transaction("before", (tx) => leave(tx, `before ${to}`));
      const send = () => isBroken ? Promise.reject(new Error("mailbox is full")) : leave(bench.database, `sent ${to}`);
      await run.step("send", send, { retry: { attempts: 2 } });
    },
  });
  const ids: string[] = [];
  for (const to of ["a", "b", "c"]) {
    const id = crypto.randomUUID();
    const started = await engine.start(bench.database, flow, { id, subject: `to:${to}`, input: { to }, claim: true });
    assert.equal((await started.continue()).status, "dead");
    ids.push(id);
  }
  await bench.database`update workflow_runs set finished_at = now()`; // at the same moment, as when a server goes down
  const first = await listDeadRuns(bench.database, 2);
  const rest = await listDeadRuns(bench.database, 2, first.at(-1));
  assert.deepEqual([...first, ...rest].map(({ id }) => id).sort(), [...ids].sort());
  assert.equal(first[0]!.error, 'Cannot finish step "send": mailbox is full');

  const [replayed, discarded] = ids as [string, string];
  await discardRun(bench.database, discarded, "staff:ada", "the address is wrong");
  bench.work(engine);
  await replayRun(bench.database, replayed, "staff:ada");
  await until(async () => await statusOf(bench, replayed) === "dead");
  isBroken = false;
  await replayRun(bench.database, replayed, "staff:ada");
  await until(async () => await statusOf(bench, replayed) === "done");
  assert.deepEqual(await bench.trace(), ["before a", "before b", "before c", "sent a"]);
  const details = (await inspectRun(bench.database, replayed))!;
  assert.deepEqual(details.input, { to: "a" });
  assert.deepEqual(details.steps.map(({ name, state, attempts }) => [name, state, attempts]), [
    ["before", "done", 1],
    ["send", "done", 5],
  ]);
  assert.deepEqual(details.interventions.map(({ action, actor }) => [action, actor]), [
    ["replay", "staff:ada"],
    ["replay", "staff:ada"],
  ]);
  const gone = (await inspectRun(bench.database, discarded))!;
  assert.deepEqual([gone.status, gone.interventions[0]!.reason], ["discarded", "the address is wrong"]);
  assert.deepEqual((await listDeadRuns(bench.database, 10)).map(({ id }) => id), [ids[2]]);

  await assert.rejects(replayRun(bench.database, discarded, "staff:ada"), failing(ErrorCode.WRONG_STATE));
  await assert.rejects(discardRun(bench.database, replayed, "staff:ada", "?"), failing(ErrorCode.WRONG_STATE));
  await assert.rejects(replayRun(bench.database, crypto.randomUUID(), "staff:ada"), failing(ErrorCode.NOT_FOUND));
  assert.equal(await inspectRun(bench.database, crypto.randomUUID()), undefined);
});

Deno.test("a dead run replayed by two at once goes on once", async () => {
  await using bench = await testBench();
  const id = crypto.randomUUID();
  await bench.database`
    insert into workflow_runs (id, workflow, input, status, finished_at) values (${id}, 'unknown', '1', 'dead', now())`;
  const replays = await Promise.allSettled([1, 2].map(() => replayRun(bench.database, id, "staff:ada")));
  assert.deepEqual(replays.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await inspectRun(bench.database, id))!.interventions.length, 1);
});
