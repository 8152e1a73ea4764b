import assert from "node:assert/strict";
import { type Database, openDatabase } from "../database.ts";
import { leave, testBench } from "./testing/fixture.ts";
import { until } from "../testing/until.ts";

const RUNS = 30;
const ROUNDS = 5;

/** Ends all connections to the database but one. */
async function cutOff(database: Database): Promise<void> {
  await database`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`;
}

async function letIn(database: Database, isOpen: boolean): Promise<void> {
  await database.unsafe(`alter database ${database.options.database} connection limit ${isOpen ? -1 : 0}`);
}

Deno.test("runs end, each done once, although the database goes away again and again", async () => {
  await using bench = await testBench();
  const own = openDatabase(bench.url, { name: "engine", connections: 5 });
  const engine = bench.engine({ leaseMs: 500, maxCrashes: 100 }, own);
  const flow = engine.define<number, void>({
    name: "any",
    run: async (run, number) => {
      for (const part of [1, 2, 3]) {
        await run.transaction(`part ${part}`, async (tx) => {
          await leave(tx, `${number}.${part}`);
          await tx`select pg_sleep(0.01)`;
        });
      }
    },
  });
  const done = async () => (await bench.database`select from workflow_runs where status = 'done'`).length;
  for (let i = 0; i < RUNS; i++) await engine.start(bench.database, flow, { id: crypto.randomUUID(), input: i });
  const stop = new AbortController();
  const working = engine.run(stop.signal);
  const killer = openDatabase(bench.url, { name: "killer", connections: 1 });
  for (let round = 1; round <= ROUNDS; round++) {
    const before = (await killer`select from traces`).length;
    await until(async () =>
      (await killer`select from traces`).length > before || await killer`
      select from workflow_runs where status <> 'done'`.then(({ count }) => count === 0)
    );
    await cutOff(killer);
  }
  await until(async () => await done().catch(() => 0) === RUNS);
  const traces = await bench.trace();
  assert.equal(traces.length, 3 * RUNS);
  assert.equal(new Set(traces).size, 3 * RUNS);
  stop.abort();
  await working;
  await Promise.all([own.end({ timeout: 1 }), killer.end({ timeout: 1 })]);
});

Deno.test("an outage is told of once, and its end", async () => {
  await using bench = await testBench();
  const own = openDatabase(bench.url, { name: "engine", connections: 3 });
  const engine = bench.engine({ pollMs: 5 }, own);
  const flow = engine.define<null, void>({ name: "any", run: () => Promise.resolve() });
  const killer = openDatabase(bench.url, { name: "killer", connections: 1 });
  await killer`select 1`;
  const stop = new AbortController();
  const working = engine.run(stop.signal);
  const told = () => bench.lines.flatMap((line) => line.match(/cannot go on|go on again/)?.[0] ?? []);
  const count = (text: string) => told().filter((each) => each === text).length;
  for (let outage = 0; outage < 2; outage++) {
    const isConnected = async () =>
      (await killer`
      select from pg_stat_activity where datname = current_database() and application_name = 'engine'`).count >= 2;
    await until(isConnected);
    const [gone, back] = [count("cannot go on"), count("go on again")];
    await letIn(killer, false);
    await cutOff(killer);
    await until(() => count("cannot go on") > gone);
    await killer`select pg_sleep(0.2)`; // many more attempts fail
    await letIn(killer, true);
    await until(() => count("go on again") > back);
  }
  const { id } = await engine.start(killer, flow, { id: crypto.randomUUID(), input: null });
  await until(async () => (await killer`select from workflow_runs where id = ${id} and status = 'done'`).count === 1);
  const lines = told();
  assert.ok(lines.length <= 6, lines.join()); // on a busy machine an outage may end in two parts
  lines.forEach((line, index) => assert.equal(line, index % 2 === 0 ? "cannot go on" : "go on again"));
  stop.abort();
  await working;
  await Promise.all([own.end({ timeout: 1 }), killer.end({ timeout: 1 })]);
});
