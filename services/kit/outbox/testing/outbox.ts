import { testDatabase } from "../../../../dev/testing/database.ts";
import { type Database, openDatabase, type Query } from "../../database.ts";
import { createLog, type Log } from "../../log.ts";
import { migrate } from "../../migrate.ts";
import type { Consumer } from "../consumer.ts";
import { runRelay } from "../relay.ts";

/** The outbox, and the workflows whose dead letters are shown with its own. */
const MIGRATIONS = ["../migrations/", "../../workflow/migrations/"].map((path) => new URL(path, import.meta.url));

/** A database with an outbox and workflows, for one test. */
export interface TestOutbox extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
  /** Starts a relay; several are as several replicas. */
  start(consumers: Consumer[], options?: { leaseSeconds?: number; timeoutMs?: number; log?: Log }): TestRelay;
}

/** A relay at work. Dispose stops it. */
export interface TestRelay extends AsyncDisposable {
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Makes a database of its own for a test and opens it. */
export async function testOutbox(connections = 20): Promise<TestOutbox> {
  const base = await testDatabase("kit", migrateOutbox);
  const database = openDatabase(base.url, { name: "outbox-test", connections });
  const stop = new AbortController();
  const relays: Promise<void>[] = [];
  return {
    database,
    url: base.url,
    start(consumers, options = {}) {
      const own = new AbortController();
      const signal = AbortSignal.any([stop.signal, own.signal]);
      const log = createLog({ process: "test", sink: () => {} });
      const ended = runRelay({ database, log, consumers, signal, pauseMs: () => 5, ...options });
      relays.push(ended);
      const end = () => {
        own.abort();
        return ended;
      };
      return { ended, stop: end, [Symbol.asyncDispose]: end };
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(relays);
      await database.end({ timeout: 1 });
      await base[Symbol.asyncDispose]();
    },
  };
}

/** Writes an event in a transaction of its own, or in `query`'s. Returns its id. */
export async function emit(query: Query, subject: string, type: string, payload: object = {}): Promise<string> {
  const [row] = await query<[{ id: string }]>`
    select emit_event(${subject}, ${type}, ${query.json(payload as never)}) as id`;
  return row.id;
}

/** How many deliveries there are in each status. */
export async function deliveries(query: Query): Promise<Record<string, number>> {
  const rows = await query<{ status: string; count: number }[]>`
    select status, count(*)::int as count from outbox_deliveries group by status`;
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
}

/** Whether every event was handed on and no delivery waits. */
export async function isIdle(query: Query): Promise<boolean> {
  const [row] = await query<[{ isIdle: boolean }]>`
    select not exists (select from outbox_events where dispatched_at is null)
      and not exists (select from outbox_deliveries where status = 'pending') as "isIdle"`;
  return row.isIdle;
}

async function migrateOutbox(url: string): Promise<void> {
  const database = openDatabase(url, { name: "outbox-test", connections: 1 });
  try {
    await migrate(database, ...MIGRATIONS);
  } finally {
    await database.end();
  }
}
