import assert from "node:assert/strict";
import { testDatabase } from "../../dev/testing/database.ts";
import { openDatabase, transaction } from "./database.ts";
import { ErrorCode, ShopError } from "./errors.ts";
import { isAway } from "./is_away.ts";

Deno.test("isAway() tells that the connection or the server went away", async () => {
  await using test = await testDatabase("kit");
  const nobody = Object.assign(new URL(test.url), { port: "1" }).href;
  const unknown = Object.assign(new URL(test.url), { pathname: "/unknown" }).href;
  for (
    const [url, statement] of [
      [nobody, "select 1"],
      [unknown, "select 1"],
      [test.url, "select pg_terminate_backend(pg_backend_pid())"],
    ] as const
  ) {
    assert.equal(isAway(await failure(url, statement)), true, statement);
  }
});

Deno.test("isAway() does not hold errors of a statement or of the code for it, whatever their code", async () => {
  await using test = await testDatabase("kit");
  const shutdown = "do $$ begin raise 'not really' using errcode = 'admin_shutdown'; end $$";
  for (const statement of ["select 1 / 0", shutdown]) {
    assert.equal(isAway(await failure(test.url, statement)), false, statement);
  }
  assert.equal(isAway(new ShopError(ErrorCode.UNAVAILABLE, "Cannot ask: somebody else is away")), false);
  assert.equal(isAway(new Error("Cannot go on: a bug")), false);
});

/** What a statement fails with in a transaction. */
async function failure(url: string, statement: string): Promise<unknown> {
  const database = openDatabase(url, { name: "failing", connections: 1 });
  try {
    return await transaction(database, (tx) => tx.unsafe(statement)).then(() => undefined, (error) => error);
  } finally {
    await database.end();
  }
}
