import { testDatabase } from "../../../../dev/testing/database.ts";
import { type Database, openDatabase, type Query } from "../../database.ts";
import { createLog, type Log } from "../../log.ts";
import { migrate } from "../../migrate.ts";
import { type EngineOptions, WorkflowEngine } from "../engine.ts";

/** A database for workflows, with a table to leave traces in, and engines over it. */
export interface TestBench extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
  readonly log: Log;
  /** Lines that the engines logged. */
  readonly lines: string[];
  /** An engine that acts at once: no pauses between attempts, and frequent looks. */
  engine(options?: Partial<EngineOptions>, database?: Database): WorkflowEngine;
  /** Has an engine work until the bench is disposed of, or what is returned is called. */
  work(engine: WorkflowEngine): () => Promise<void>;
  /** What was left behind, in order. */
  trace(): Promise<string[]>;
}

/** Makes a database of its own for a test. */
export async function testBench(): Promise<TestBench> {
  const base = await testDatabase("kit", prepare);
  const database = openDatabase(base.url, { name: "workflow-test", connections: 10 });
  const lines: string[] = [];
  const log = createLog({ process: "test", sink: (line) => lines.push(line) });
  const workers: (() => Promise<void>)[] = [];
  return {
    database,
    url: base.url,
    log,
    lines,
    engine: (options, own = database) =>
      new WorkflowEngine(own, { log, pollMs: 20, random: () => 0, graceMs: 0, ...options }),
    work(engine) {
      const stop = new AbortController();
      const working = engine.run(stop.signal);
      const end = async () => {
        stop.abort();
        await working;
      };
      workers.push(end);
      return end;
    },
    trace: async () =>
      (await database<{ what: string }[]>`select what from traces order by id`).map(({ what }) => what),
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((end) => end()));
      await database.end({ timeout: 1 });
      await base[Symbol.asyncDispose]();
    },
  };
}

async function prepare(url: string): Promise<void> {
  const database = openDatabase(url, { name: "workflow-test", connections: 1 });
  try {
    await migrate(database, new URL("../migrations/", import.meta.url));
    await database`create table traces (id bigint generated always as identity primary key, what text not null)`;
  } finally {
    await database.end();
  }
}

/** Leaves a trace in the transaction; returns it. */
export async function leave(tx: Query, what: string): Promise<string> {
  await tx`insert into traces (what) values (${what})`;
  return what;
}

/** What became of a run. */
export async function statusOf(bench: TestBench, id: string): Promise<string | undefined> {
  const [run] = await bench.database<{ status: string }[]>`select status from workflow_runs where id = ${id}`;
  return run?.status;
}

/** Has the run claimed next, as if its lease were over and its time had come. */
export async function expire(bench: TestBench, id: string): Promise<void> {
  await bench.database`update workflow_steps set wake_at = now() where run_id = ${id} and wake_at is not null`;
  await bench.database`
    update workflow_runs set run_at = now() where id = ${id} and status in ('ready', 'waiting')`;
  await bench.database`select pg_notify('workflow_runs', '')`;
}
