import assert from "node:assert/strict";
import postgres from "postgres";
import { testDatabase } from "./database.ts";

/** Runs one query as the database's owner. */
async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

const migrate = async (url: string) => {
  await query(url, "create extension pg_trgm; create extension unaccent; create extension fuzzystrmatch;");
  await query(url, "create table thing (id int primary key)");
};

Deno.test("testDatabase() gives each test its own migrated database", async () => {
  await using first = await testDatabase("helper", migrate);
  await using second = await testDatabase("helper", migrate);
  await query(first.url, "insert into thing values (1)");
  const [row] = await query(second.url, "select count(*)::int as things from thing");
  assert.deepEqual(row, { things: 0 });
});

Deno.test("testDatabase() migrates once when several ask at once", async () => {
  const unique = crypto.randomUUID();
  let migrations = 0;
  const counted = Object.assign(async (url: string) => {
    migrations++;
    await migrate(url);
  }, { toString: () => unique });
  await Promise.all(Array.from({ length: 4 }, async () => {
    await using database = await testDatabase("helper", counted);
    await query(database.url, "insert into thing values (1)");
  }));
  assert.equal(migrations, 1);
});

Deno.test("testDatabase() gives an owner who is no superuser and cannot enter other databases", async () => {
  await using first = await testDatabase("helper");
  await using other = await testDatabase("stranger");
  const [role] = await query(
    first.url,
    "select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = current_user",
  );
  assert.deepEqual(role, { rolsuper: false, rolcreatedb: false, rolcreaterole: false });
  const foreign = new URL(first.url);
  foreign.pathname = new URL(other.url).pathname;
  await assert.rejects(query(foreign.href, "select 1"), /permission denied for database/);
});

Deno.test("testDatabase() drops the database even while somebody is connected", async () => {
  const database = await testDatabase("helper");
  const connected = postgres(database.url, { max: 1, onnotice: () => {} });
  await connected`select 1`;
  await database[Symbol.asyncDispose]();
  await connected.end();
  await assert.rejects(query(database.url, "select 1"), /does not exist/);
});
