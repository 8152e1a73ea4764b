import { createHash } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { ensureRole } from "../postgres/databases.ts";
import { migrationsHash } from "./migrations_hash.ts";
import { testServer } from "./server.ts";

/** A database for one test. Dispose drops it, whoever is still connected. */
export interface TestDatabase extends AsyncDisposable {
  /** Address for the database's owner, who may do nothing outside it. */
  readonly url: string;
}

/**
 * Makes a database of its own for a test, migrated if `migrate` is given. It is a copy (about
 * 20 ms) of a template that is migrated once for each state of the SQL files under `services/<name>`.
 *
 * ```ts
 * await using database = await testDatabase("order", (url) => migrateOrder(url));
 * ```
 */
export async function testDatabase(name: string, migrate?: (url: string) => Promise<void>): Promise<TestDatabase> {
  const server = await testServer();
  const owner = `test_${name}`;
  const database = `${owner}_${crypto.randomUUID().replaceAll("-", "")}`;
  const address = ownerAddress(server, owner);
  // It lives as long as the test: one that was kept for the next would count as a leak
  const admin = postgres(server, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    const template = await ensureTemplate(admin, { name, owner, address, migrate });
    // As files: the other strategy writes each page of the copy to the log as well
    await admin`
      create database ${admin(database)} template ${admin(template)} owner ${admin(owner)} strategy file_copy`;
    await admin`revoke all on database ${admin(database)} from public`;
  } catch (error) {
    await admin.end();
    throw error;
  }
  return {
    url: address(database),
    async [Symbol.asyncDispose]() {
      await admin`drop database if exists ${admin(database)} with (force)`;
      await admin.end();
    },
  };
}

interface TemplateOptions {
  name: string;
  owner: string;
  address: (database: string) => string;
  migrate: ((url: string) => Promise<void>) | undefined;
}

/** Templates that this process knows to be finished, by what they are made from. */
const finished = new Map<string, string>();

/** Name of the migrated template. The first to need it makes it; the others wait for its lock. */
async function ensureTemplate(admin: Sql, options: TemplateOptions): Promise<string> {
  const { name, migrate } = options;
  const key = `${name} ${migrate}`;
  const known = finished.get(key);
  if (known !== undefined) return known;
  const template = `template_${name}_${await migrationsHash(name, migrate)}`;
  if (!await isFinished(admin, template)) {
    await admin`select pg_advisory_lock(hashtext('test databases'))`;
    try {
      if (!await isFinished(admin, template)) await makeTemplate(admin, template, options);
    } finally {
      await admin`select pg_advisory_unlock_all()`;
    }
  }
  finished.set(key, template);
  return template;
}

async function makeTemplate(admin: Sql, template: string, options: TemplateOptions): Promise<void> {
  const { owner, address, migrate } = options;
  await ensureRole(admin, owner, new URL(address("")).password);
  await admin`drop database if exists ${admin(template)}`;
  await admin`create database ${admin(template)} owner ${admin(owner)}`;
  await admin`revoke all on database ${admin(template)} from public`;
  await migrate?.(address(template));
  await warm(address(template));
  await admin`alter database ${admin(template)} allow_connections false`;
}

/** A new connection leaves the cache of the catalogue, which copies then have and need not work out for themselves. */
async function warm(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false });
  await sql`select 1`;
  await sql.end();
}

/** A template closed to connections is whole: closing it is the last step of making it. */
async function isFinished(admin: Sql, template: string): Promise<boolean> {
  const found = await admin`select 1 from pg_database where datname = ${template} and not datallowconn`;
  return found.length > 0;
}

/** Addresses for the owner, whose password every test process can derive from the administrator's. */
function ownerAddress(server: string, owner: string): (database: string) => string {
  const password = createHash("sha256").update(new URL(server).password + owner).digest("hex");
  return (database) => {
    const url = new URL(server);
    url.username = owner;
    url.password = password;
    url.pathname = database;
    return url.href;
  };
}
