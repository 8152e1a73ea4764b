import assert from "node:assert/strict";
import { testDatabase } from "../../dev/testing/database.ts";
import { type Database, openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

/** A folder of migrations that is gone after the test. */
async function folder(
  files: Record<string, string>,
): Promise<AsyncDisposable & { url: URL; write: typeof Deno.writeTextFile }> {
  const path = await Deno.makeTempDir();
  const url = new URL(`file://${path}/`);
  const write: typeof Deno.writeTextFile = (name, text) => Deno.writeTextFile(new URL(String(name), url), text);
  for (const [name, text] of Object.entries(files)) await write(name, text);
  return { url, write, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

async function withDatabase(run: (open: () => Database) => Promise<void>): Promise<void> {
  await using test = await testDatabase("kit");
  const opened: Database[] = [];
  try {
    await run(() => {
      const database = openDatabase(test.url, { name: "test", connections: 2 });
      opened.push(database);
      return database;
    });
  } finally {
    await Promise.all(opened.map((database) => database.end()));
  }
}

Deno.test("migrate() runs files once, in the order of their names", () =>
  withDatabase(async (open) => {
    await using files = await folder({
      "0002_b.sql": "alter table t add b int",
      "0001_a.sql": "create table t (a int)",
    });
    const database = open();
    assert.deepEqual(await migrate(database, files.url), ["0001_a.sql", "0002_b.sql"]);
    assert.deepEqual(await migrate(database, files.url), []);
    await files.write("0003_c.sql", "alter table t add c int; insert into t values (1, 2, 3)");
    assert.deepEqual(await migrate(database, files.url), ["0003_c.sql"]);
    assert.deepEqual([...await database`select * from t`], [{ a: 1, b: 2, c: 3 }]);
  }));

Deno.test("migrate() runs each file once when eight replicas start together", () =>
  withDatabase(async (open) => {
    await using files = await folder({ "0001_a.sql": "create table t (a int); insert into t values (1)" });
    const runs = await Promise.all(Array.from({ length: 8 }, () => migrate(open(), files.url)));
    assert.equal(runs.flat().length, 1);
    assert.equal((await open()`select * from t`).length, 1);
  }));

Deno.test("migrate() changes nothing when a file fails", () =>
  withDatabase(async (open) => {
    await using files = await folder({ "0001_a.sql": "create table t (a int)", "0002_b.sql": "select * from missing" });
    const database = open();
    await assert.rejects(migrate(database, files.url), /missing/);
    assert.equal((await database`select to_regclass('t') as t`)[0]!.t, null);
  }));

Deno.test("migrate() refuses a file that was edited after it ran", () =>
  withDatabase(async (open) => {
    await using files = await folder({ "0001_a.sql": "create table t (a int)" });
    const database = open();
    await migrate(database, files.url);
    await files.write("0001_a.sql", "create table t (a text)");
    await assert.rejects(migrate(database, files.url), /"0001_a.sql" was edited/);
  }));
