import assert from "node:assert/strict";
import { leave, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const HOUR = 3600;

Deno.test("every() has work done once in each slot, whichever replica does it", async () => {
  await using bench = await testBench();
  const doers = new Set<string>();
  for (const name of ["one", "two", "three"]) {
    const engine = bench.engine({ pollMs: 3 });
    engine.every("tick", 0.05, async () => {
      doers.add(name);
      await bench.database`
        insert into traces (what) values (floor(extract(epoch from clock_timestamp()) / 0.05)::bigint::text)`;
    });
    bench.work(engine);
  }
  await until(async () => (await bench.trace()).length >= 12 && doers.size > 1);
  const slots = await bench.trace();
  assert.equal(new Set(slots).size, slots.length);
});

Deno.test("slots that were missed are not made up for", async () => {
  await using bench = await testBench();
  const engine = bench.engine({ pollMs: 3 });
  engine.every("tick", HOUR, () => leave(bench.database, "tick"));
  await bench.database`
    insert into workflow_schedule (name, every_seconds, next_at) values ('tick', 3600, now() - interval '1 day')`;
  bench.work(engine);
  const next = async () =>
    (await bench.database<{ isWhole: boolean; isAhead: boolean }[]>`
      select extract(epoch from next_at) % 3600 = 0 as "isWhole", next_at between now() and now() + interval '1 hour' as "isAhead"
      from workflow_schedule where name = 'tick' and finished_at is not null`)[0];
  await until(async () => await next() !== undefined);
  assert.deepEqual(await next(), { isWhole: true, isAhead: true });
  assert.deepEqual(await bench.trace(), ["tick"]);
});

Deno.test("work that fails is told of, and is done again in the next slot", async () => {
  await using bench = await testBench();
  let times = 0;
  const engine = bench.engine({ pollMs: 3 });
  engine.every("tick", 0.02, () => ++times === 1 ? Promise.reject(new Error("a bug")) : Promise.resolve());
  bench.work(engine);
  await until(() => times >= 2);
  assert.ok(bench.lines.some((line) => line.includes("scheduled work failed") && line.includes("a bug")));
  await until(async () =>
    (await bench.database`select from workflow_schedule where name = 'tick' and error is null`).length === 1
  );
});

Deno.test("a slot whose process died is done by another one once the lease is over; a live one keeps it", async () => {
  await using bench = await testBench();
  const [slow, other] = [bench.engine({ pollMs: 3, leaseMs: 300 }), bench.engine({ pollMs: 3 })];
  const [hasBegun, mayEnd] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let taken = 0;
  slow.every("tick", HOUR, async () => {
    hasBegun.resolve();
    await mayEnd.promise;
  });
  other.every("tick", HOUR, () => Promise.resolve(++taken));
  bench.work(slow);
  await hasBegun.promise;
  bench.work(other);
  const isProlonged = async () =>
    (await bench.database`
      select from workflow_schedule where name = 'tick' and next_at > started_at + interval '500 ms'`).length > 0;
  await until(isProlonged);
  assert.equal(taken, 0);
  await bench.database`update workflow_schedule set next_at = now(), fence = fence + 1 where name = 'tick'`; // it died
  await until(() => taken === 1);
  mayEnd.resolve();
});

Deno.test("ended runs are removed after their time, dead ones are not", async () => {
  await using bench = await testBench();
  const ids: Record<string, string> = {};
  for (const [status, days] of [["done", 31], ["done", 29], ["refused", 31], ["dead", 31], ["waiting", 31]] as const) {
    const id = ids[`${status} ${days}`] = crypto.randomUUID();
    await bench.database`
      insert into workflow_runs (id, workflow, input, status, run_at, finished_at)
      values (${id}, 'unknown', '1', ${status}, now() + interval '1 hour',
        case when ${status} <> 'waiting' then now() - ${days}::int * interval '1 day' end)`;
    await bench.database`
      insert into workflow_steps (run_id, name, position, state, attempts, started_at, finished_at)
      values (${id}, 'one', 1, 'done', 1, now(), now())`;
  }
  bench.work(bench.engine({ pollMs: 3, keepDays: 30 }));
  const rows = async () =>
    (await bench.database<{ id: string }[]>`select id from workflow_runs`).map(({ id }) => id).sort();
  await until(async () => (await rows()).length === 3);
  assert.deepEqual(await rows(), [ids["done 29"], ids["dead 31"], ids["waiting 31"]].sort());
  assert.equal((await bench.database`select from workflow_steps`).length, 3);
});
