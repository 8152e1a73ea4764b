import { join } from "node:path";
import postgres from "postgres";
import { exists } from "../exists.ts";

const STATE = join(import.meta.dirname!, "../../.shopflow");

/** The programs are those of `deno task start`. */
export const PROGRAMS = join(STATE, "programs");
export const FOLDER = join(STATE, "test");
/** Held by the process that serves; its text is that process's id. */
export const LOCK = join(FOLDER, "lock");
/** Holds the server's address, password included, for as long as it serves. */
export const ADDRESS_FILE = join(FOLDER, "address");

/** The shared server's address for its superuser, if it answers. */
export async function sharedServer(): Promise<string | undefined> {
  if (!await exists(ADDRESS_FILE)) return undefined;
  const address = await Deno.readTextFile(ADDRESS_FILE);
  return await countOthers(address).then(() => address, () => undefined); // what a crash left does not answer
}

/** How many other clients are connected to the server. */
export async function countOthers(address: string): Promise<number> {
  const sql = postgres(address, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    const [row] = await sql<[{ count: number }]>`
      select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return row.count;
  } finally {
    await sql.end();
  }
}
