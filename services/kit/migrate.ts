import type { Database } from "./database.ts";

/** Serialises migrations of one database among all replicas that start together. */
const LOCK = 7_270_01;

/**
 * Brings the schema up to date: runs each `.sql` file of the directories that has not run yet, one directory after the
 * other, in the order of the files' names. A name is used once in all of them.
 *
 * All in one transaction under an advisory lock, so that any number of replicas may start at once and a failure changes nothing.
 *
 * @returns the names of the files that ran now
 * @throws when a file that ran before was edited since, or is gone
 */
export async function migrate(database: Database, ...directories: URL[]): Promise<string[]> {
  const files = directories.flatMap((directory) =>
    [...Deno.readDirSync(directory)].map(({ name }) => name).filter((name) => name.endsWith(".sql")).sort()
      .map((name) => ({ name, url: new URL(name, directory) }))
  );
  return await database.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${LOCK})`;
    await tx`create table if not exists schema_migrations (
      name text primary key, sha256 text not null, applied_at timestamptz not null default now()
    )`;
    const rows = await tx<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations`;
    const done = new Map(rows.map((row) => [row.name, row.sha256]));
    const applied: string[] = [];
    for (const { name, url } of files) {
      const text = await Deno.readTextFile(url);
      const sha256 = await digest(text);
      const before = done.get(name);
      if (before !== undefined && before !== sha256) {
        throw new Error(`Cannot migrate: "${name}" was edited after it ran; add a new file instead`);
      }
      if (before !== undefined) continue;
      await tx.unsafe(text).simple();
      await tx`insert into schema_migrations (name, sha256) values (${name}, ${sha256})`;
      applied.push(name);
    }
    return applied;
  });
}

async function digest(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
