import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { prepareCertificates } from "../../dev/certificates/prepare.ts";
import { testDatabase } from "../../dev/testing/database.ts";

/** Runs a service without any RPC to its end, with this SQL as its only migration. */
async function runUntilEnd(migration: string): Promise<{ code: number; said: string }> {
  await using database = await testDatabase("service");
  const folder = await Deno.makeTempDir({ prefix: "shopflow-" });
  const certificates = await prepareCertificates(join(folder, "certificates"));
  await Deno.mkdir(join(folder, "migrations"));
  await Deno.writeTextFile(join(folder, "migrations/0001_start.sql"), migration);
  const script = `
    import { runService } from ${JSON.stringify(import.meta.resolve("./service.ts"))};
    const migrations = new URL(${JSON.stringify(pathToFileURL(join(folder, "migrations/")).href)});
    const failing = () => Promise.reject(new Error("the work failed"));
    const parts = () => ({ implementations: [], background: [failing] });
    await runService({ name: "user", migrations, config: {}, parts });`;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", script],
    env: { ...certificates("user"), PORT: "0", DATABASE_URL: database.url, LOG_FORMAT: "text" },
  }).output();
  await Deno.remove(folder, { recursive: true });
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
