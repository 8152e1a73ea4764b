import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import postgres from "postgres";
import { testDatabase } from "../../dev/testing/database.ts";
import { type Database, openDatabase } from "./database.ts";

// What `vendor/postgres` is mended for.

/** A pool of one connection, so that whatever comes next uses the lost one's successor, and a way to lose it. */
async function withOneConnection(run: (database: Database, killer: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const database = openDatabase(test.url, { name: "lost", connections: 1 });
  const killer = openDatabase(test.url, { name: "killer", connections: 1 });
  try {
    await run(database, killer);
  } finally {
    await Promise.all([database, killer].map((each) => each.end({ timeout: 1 })));
  }
}

/** Ends the connection once it is at a statement. */
async function killAtWork(killer: Database): Promise<void> {
  for (let killed = 0; killed === 0;) {
    const { count } = await killer`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'lost' and state = 'active' and query like '%pg_sleep%'`;
    killed = count;
  }
}

async function letIn(killer: Database, isOpen: boolean): Promise<void> {
  await killer.unsafe(`alter database ${killer.options.database} connection limit ${isOpen ? -1 : 0}`);
}

Deno.test("a statement after one that was lost is refused when the server refuses the connection", () =>
  withOneConnection(async (database, killer) => {
    for (let round = 0; round < 3; round++) {
      await database`select 1`;
      const lost = assert.rejects(async () => await database`select pg_sleep(10)`, { code: "CONNECTION_CLOSED" });
      await killAtWork(killer);
      await letIn(killer, false);
      await lost;
      for (const _ of [1, 2]) await assert.rejects(async () => await database`select 2`, { code: "53300" });
      await letIn(killer, true);
      assert.deepEqual([...await database`select 3 as works`], [{ works: 3 }]);
    }
  }));

/** A pool of one connection, and its sockets in the order in which they were opened. */
async function withSockets(run: (database: postgres.Sql, sockets: Socket[]) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const { hostname, port } = new URL(test.url);
  const sockets: Socket[] = [];
  const open = () => sockets[sockets.push(connect(Number(port), hostname)) - 1];
  const database = postgres(test.url, { max: 1, fetch_types: false, backoff: () => 0, ...{ socket: open } });
  await database`select 1`;
  await run(database, sockets);
  assert.deepEqual([...await database`select 3 as works`], [{ works: 3 }]);
  assert.equal(sockets.length, 2);
  await database.end({ timeout: 1 });
}

/** Loses a connection as when the server's end is noticed in this turn. */
function lose(socket: Socket): void {
  socket.emit("close", false);
  socket.destroy();
}

Deno.test("what was not sent when a connection was lost does not keep the next from beginning", () =>
  withSockets(async (database, sockets) => {
    const lost = assert.rejects(async () => await database`select 2`, { code: "CONNECTION_CLOSED" });
    for (let i = 0; i < 10; i++) await Promise.resolve(); // the driver has it, and sends in its next turn
    lose(sockets[0]!);
    await lost;
  }));

Deno.test("a transaction sends nothing when its connection is lost before it hears that it has begun", () =>
  withSockets(async (database, sockets) => {
    const hasBegun = (answer: Uint8Array) => answer.at(-1) === "T".charCodeAt(0);
    sockets[0]!.on("data", (answer: Uint8Array) => hasBegun(answer) && lose(sockets[0]!)); // after the driver's own
    await assert.rejects(database.begin((tx) => tx`select 2`), { code: "CONNECTION_CLOSED" });
  }));

Deno.test("a connection that has yet to be made can be reserved", () =>
  withOneConnection(async (database) => {
    const reserved = await database.reserve();
    assert.deepEqual([...await reserved`select 1 as works`], [{ works: 1 }]);
    reserved.release();
    assert.deepEqual([...await database`select 2 as works`], [{ works: 2 }]);
  }));

Deno.test("a transaction that lost its connection sends nothing over the next, where another has begun", () =>
  withOneConnection(async (database, killer) => {
    await database`create table t (n int primary key)`;
    const [isLost, isNextOpen, late] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<unknown>(),
    ];
    const lost = assert.rejects(
      database.begin(async (tx) => {
        await Promise.all([tx`select pg_sleep(10)`.catch(() => {}), killAtWork(killer)]);
        isLost.resolve();
        await isNextOpen.promise;
        await tx`insert into t values (1)`.catch(late.resolve);
        throw new Error("rolls back");
      }),
      { code: "CONNECTION_CLOSED" },
    );
    await isLost.promise;
    await lost;
    await database.begin(async (tx) => {
      await tx`insert into t values (2)`;
      isNextOpen.resolve();
      assert.match(String(await late.promise), /CONNECTION_CLOSED/);
    });
    assert.deepEqual([...await database`select n from t`], [{ n: 2 }]);
  }));
