import assert from "node:assert/strict";
import { testDatabase } from "../../dev/testing/database.ts";
import { type Database, openDatabase, type Query, transaction } from "./database.ts";

/** A pool of one connection, so that whatever comes next uses the lost one's successor, and a way to lose it. */
async function withOneConnection(run: (database: Database, killer: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const database = openDatabase(test.url, { name: "test", connections: 1 });
  const killer = openDatabase(test.url, { name: "test", connections: 1 });
  try {
    await database`create table t (n int primary key)`;
    await run(database, killer);
    assert.deepEqual([...await transaction(database, (tx) => tx`select 1 as works`)], [{ works: 1 }]);
  } finally {
    await Promise.all([database, killer].map((each) => each.end({ timeout: 1 })));
  }
}

async function backend(tx: Query): Promise<number> {
  const [row] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return row.pid;
}

const KILL_TIMEOUT_MS = 5_000;
const LOST = { code: "CONNECTION_CLOSED" };

/** Ends a backend and waits until it is gone. */
async function kill(killer: Database, pid: number): Promise<void> {
  await killer`select pg_terminate_backend(${pid}, ${KILL_TIMEOUT_MS})`;
}

Deno.test("a transaction fails when its connection is lost under a statement, and the pool goes on", () =>
  withOneConnection(async (database, killer) => {
    for (let round = 0; round < 3; round++) {
      const lost = transaction(database, async (tx) => {
        const pid = await backend(tx);
        await Promise.all([tx`select pg_sleep(10)`, tx`select ${round}::int`, kill(killer, pid)]);
      });
      await assert.rejects(lost, LOST);
    }
  }));

Deno.test("a transaction whose connection was lost between statements sends nothing more", () =>
  withOneConnection(async (database, killer) => {
    const [isKilled, isNextOpen, late] = [withResolvers(), withResolvers(), withResolvers()];
    const lost = database.begin(async (tx) => {
      await tx`insert into t values (1)`;
      await kill(killer, await backend(tx));
      isKilled.resolve();
      await isNextOpen.promise;
      await tx`insert into t values (2)`.catch(late.resolve);
    });
    lost.catch(() => {});
    await isKilled.promise;
    await assert.rejects(lost, LOST);
    await database.begin(async (tx) => {
      await tx`insert into t values (3)`;
      isNextOpen.resolve();
      await assert.rejects(Promise.reject(await late.promise), LOST);
    });
    assert.deepEqual([...await database`select n from t`], [{ n: 3 }]);
  }));

Deno.test("a transaction outlives work that fails or returns after its connection was lost", () =>
  withOneConnection(async (database, killer) => {
    for (const finish of [() => Promise.reject(new Error("no")), () => Promise.resolve()]) {
      const isLost = withResolvers();
      const lost = database.begin(async (tx) => {
        await kill(killer, await backend(tx));
        await isLost.promise;
        await finish();
      });
      await assert.rejects(lost, LOST);
      isLost.resolve();
    }
  }));

function withResolvers(): PromiseWithResolvers<unknown> & { resolve(value?: unknown): void } {
  return Promise.withResolvers<unknown>();
}
