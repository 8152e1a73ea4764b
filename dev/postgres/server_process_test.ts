import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { exists } from "../exists.ts";
import { PROGRAMS } from "../testing/shared_server.ts";
import { ensureDatabase, ensureRole } from "./databases.ts";
import { removeCluster, SERVER_OWNER } from "./owner.ts";
import { startPostgres } from "./server.ts";

/** A folder for a cluster that the server's account can reach. */
async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await Deno.makeTempDir({ prefix: "shopflow-" });
  await Deno.chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => removeCluster(path) };
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(text);
  } finally {
    await sql.end();
  }
}

/** Starts a server in a process that is then killed, and returns the orphaned server's process id. */
async function orphanServer(data: string): Promise<number> {
  const script = `
    import { startPostgres } from ${JSON.stringify(import.meta.resolve("./server.ts"))};
    const server = await startPostgres(${JSON.stringify({ programs: PROGRAMS, data })});
    console.log(server.pid);
    await new Promise((resolve) => setTimeout(resolve, 60_000));`;
  const owner = new Deno.Command(Deno.execPath(), { args: ["eval", script], stdout: "piped" }).spawn();
  const reader = owner.stdout.getReader();
  const { value } = await reader.read();
  owner.kill("SIGKILL");
  await owner.status;
  await reader.cancel();
  return Number(new TextDecoder().decode(value));
}

Deno.test("startPostgres() initialises a server that asks for a password and keeps data durable", async () => {
  await using folder = await temporaryFolder();
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  const [row] = await query(
    server.adminUrl(),
    "select current_setting('fsync') as fsync, current_setting('jit') as jit",
  );
  assert.deepEqual(row, { fsync: "on", jit: "off" });
  const without = new URL(server.adminUrl());
  without.password = "wrong";
  await assert.rejects(query(without.href, "select 1"), /password authentication failed/);
});

Deno.test("startPostgres() finds its data again and leaves no lock", async () => {
  await using folder = await temporaryFolder();
  {
    await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
    await query(server.adminUrl(), "create table kept as select 1 as one");
  }
  assert.equal(await exists(join(folder.path, "data/postmaster.pid")), false);
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  assert.deepEqual((await query(server.adminUrl(), "select * from kept"))[0], { one: 1 });
});

Deno.test("startPostgres() takes over from a server whose owner was killed", async () => {
  await using folder = await temporaryFolder();
  const orphan = await orphanServer(folder.path);
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  assert.notEqual(server.pid, orphan);
  assert.equal((await query(server.adminUrl(), "select 1 as one")).length, 1);
});

Deno.test("startPostgres() starts after a kill -9 of the server, committed rows intact", async () => {
  await using folder = await temporaryFolder();
  {
    await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
    await query(server.adminUrl(), "create table kept as select 1 as one");
    Deno.kill(server.pid, "SIGKILL");
  }
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  assert.deepEqual((await query(server.adminUrl(), "select * from kept"))[0], { one: 1 });
});

Deno.test("startPostgres() clears the lock of a process that is something else now", async () => {
  await using folder = await temporaryFolder();
  await (await startPostgres({ programs: PROGRAMS, data: folder.path }))[Symbol.asyncDispose]();
  await Deno.writeTextFile(join(folder.path, "data/postmaster.pid"), `${Deno.pid}\n`);
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  assert.equal((await query(server.adminUrl(), "select 1 as one")).length, 1);
});

Deno.test({
  name: "startPostgres() goes to a folder outside when root's data is out of reach of the server's account",
  ignore: SERVER_OWNER.uid === undefined,
  async fn() {
    await using folder = await temporaryFolder();
    await Deno.chmod(folder.path, 0o700);
    const wanted = join(folder.path, "cluster");
    {
      await using server = await startPostgres({ programs: PROGRAMS, data: wanted });
      assert.equal((await query(server.adminUrl(), "select 1 as one")).length, 1);
    }
    assert.equal(await exists(wanted), false);
    await removeCluster(wanted);
  },
});

Deno.test("ensureDatabase() keeps each role out of the other's database", async () => {
  await using folder = await temporaryFolder();
  await using server = await startPostgres({ programs: PROGRAMS, data: folder.path });
  const admin = postgres(server.adminUrl(), { max: 1, onnotice: () => {} });
  for (const name of ["shopflow_user", "shopflow_order"]) {
    await ensureRole(admin, name, "it's \\ a secret");
    await ensureDatabase(admin, name, name);
  }
  await admin.end();
  const address = (role: string, database: string) => {
    const url = new URL(server.adminUrl(database));
    url.username = role;
    url.password = encodeURIComponent("it's \\ a secret");
    return url.href;
  };
  await query(address("shopflow_user", "shopflow_user"), "create extension pg_trgm; create table mine (id int)");
  await assert.rejects(query(address("shopflow_user", "shopflow_order"), "select 1"), /permission denied for database/);
  await assert.rejects(query(address("shopflow_user", "postgres"), "select 1"), /permission denied for database/);
});
