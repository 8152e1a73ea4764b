import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepareCertificates } from "../../dev/certificates/prepare.ts";
import { testDatabase } from "../../dev/testing/database.ts";
import { openDatabase } from "./database.ts";

/** A service without any RPC, with this SQL as its only migration and one background work. */
async function prepareService(databaseUrl: string, migration: string, work: string) {
  const folder = await Deno.makeTempDir({ prefix: "shopflow-" });
  const certificates = await prepareCertificates(join(folder, "certificates"));
  await Deno.mkdir(join(folder, "migrations"));
  await Deno.writeTextFile(join(folder, "migrations/0001_start.sql"), migration);
  const script = `
    import { runService } from ${JSON.stringify(import.meta.resolve("./service.ts"))};
    const migrations = [new URL(${JSON.stringify(pathToFileURL(join(folder, "migrations/")).href)})];
    const parts = () => ({ implementations: [], background: [${work}] });
    await runService({ name: "user", migrations, config: {}, parts });`;
  const command = new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env: { ...certificates("user"), PORT: "0", DATABASE_URL: databaseUrl, LOG_FORMAT: "text" },
    stdout: "piped",
    stderr: "inherit",
  });
  return { command, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Runs a service whose background work fails to its end. */
async function runUntilEnd(migration: string): Promise<{ code: number; said: string }> {
  await using database = await testDatabase("service");
  const failing = `() => Promise.reject(new Error("the work failed"))`;
  await using service = await prepareService(database.url, migration, failing);
  const { code, stdout } = await service.command.output();
  return { code, said: new TextDecoder().decode(stdout) };
}

Deno.test("runService() ends the process when a migration fails", async () => {
  const { code, said } = await runUntilEnd("create table broken (");
  assert.equal(code, 1, said);
  assert.match(said, /error cannot go on .*syntax error/);
});

Deno.test("runService() ends the process when background work fails", async () => {
  const { code, said } = await runUntilEnd("create table sound (id int)");
  assert.equal(code, 1, said);
  assert.match(said, /error cannot go on .*the work failed/);
});

Deno.test("runService() waits for a database that is away at the start, and stops when told", async () => {
  await using database = await testDatabase("service");
  const doorman = openDatabase(database.url, { name: "doorman", connections: 1 });
  const letIn = (limit: number) =>
    doorman.unsafe(`alter database ${doorman.options.database} connection limit ${limit}`);
  await letIn(0);
  await using service = await prepareService(database.url, "create table sound (id int)", "");
  const child = service.command.spawn();
  let said = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (text.includes("waiting for the database")) await letIn(-1);
    if (text.includes("info  serving")) child.kill("SIGTERM");
  }
  await doorman.end();
  assert.equal((await child.status).code, 0, said);
  assert.match(said, /warn {2}waiting for the database/);
  assert.match(said, /migrated name=0001_start.sql/);
});
