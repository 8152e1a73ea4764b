import assert from "node:assert/strict";
import { testDatabase } from "../../dev/testing/database.ts";
import { type Database, openDatabase, transaction } from "./database.ts";
import { ErrorCode, fromUnknown } from "./errors.ts";

async function withTable(run: (database: Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const database = openDatabase(test.url, { name: "test" });
  try {
    await database`create table t (id int primary key, n bigint not null)`;
    await database`insert into t values (1, 0), (2, 0)`;
    await run(database);
  } finally {
    await database.end();
  }
}

Deno.test("openDatabase() reads bigint columns as bigint, beyond what a number can hold", () =>
  withTable(async (database) => {
    const [row] = await database`select 9007199254740993 as n`;
    assert.equal(row!.n, 9007199254740993n);
  }));

Deno.test("a text that PostgreSQL keeps nowhere is the fault of the request that brought it", () =>
  withTable(async (database) => {
    const failures = [database`select ${"a\0b"}::text`, database`select ${database.json({ text: "a\0b" })}::jsonb`];
    for (const failure of failures) {
      await assert.rejects(failure, (error) => fromUnknown(error).code === ErrorCode.INVALID_ARGUMENT);
    }
  }));

Deno.test("openDatabase() finds rows by their index, though the table was small when the statement was planned", () =>
  withTable(async (database) => {
    await database.unsafe("vacuum analyze t");
    const plan = await database`explain select n from t where id = ${1}`;
    assert.match(plan.map((row) => row["QUERY PLAN"]).join(), /Index Scan/);
  }));

Deno.test("transaction() undoes everything when the work fails", () =>
  withTable(async (database) => {
    await assert.rejects(
      transaction(database, async (tx) => {
        await tx`update t set n = 5`;
        throw new Error("no");
      }),
      /no/,
    );
    assert.deepEqual([...await database`select n from t order by id`], [{ n: 0n }, { n: 0n }]);
  }));

Deno.test("transaction() runs again when PostgreSQL breaks a deadlock", () =>
  withTable(async (database) => {
    // Each side holds one row and wants the other's: a sure deadlock at the first attempt.
    const bothHold = Promise.withResolvers<void>();
    let holding = 0;
    let attempts = 0;
    const add = (first: number, second: number) =>
      transaction(database, async (tx) => {
        attempts++;
        await tx`update t set n = n + 1 where id = ${first}`;
        if (++holding === 2) bothHold.resolve();
        await bothHold.promise;
        await tx`update t set n = n + 1 where id = ${second}`;
      });
    await Promise.all([add(1, 2), add(2, 1)]);
    assert.equal(attempts, 3);
    assert.deepEqual([...await database`select n from t order by id`], [{ n: 2n }, { n: 2n }]);
  }));

Deno.test("transaction() gives up after five attempts", () =>
  withTable(async (database) => {
    let attempts = 0;
    await assert.rejects(
      transaction(database, async (tx) => {
        attempts++;
        await tx`do $$ begin raise exception 'give way' using errcode = '40001'; end $$`;
      }),
      /give way/,
    );
    assert.equal(attempts, 5);
  }));
