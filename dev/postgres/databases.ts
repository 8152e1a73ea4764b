import type { Sql } from "postgres";

/** A role that may only sign in. Run again, it sets the password. */
export async function ensureRole(admin: Sql, role: string, password: string): Promise<void> {
  const attributes = "login nosuperuser nocreatedb nocreaterole noreplication";
  const [known] = await admin`select 1 from pg_roles where rolname = ${role}`;
  const verb = known === undefined ? "create" : "alter";
  // Neither command takes parameters: format() on the server quotes the values
  const [command] = await admin<[{ text: string }]>`
    select format('%s role %I with ${
    admin.unsafe(attributes)
  } password %L', ${verb}::text, ${role}::text, ${password}::text) as text`;
  await admin.unsafe(command.text);
}

/** A database that only its owner (and the superuser) can enter. Does nothing when it exists. */
export async function ensureDatabase(admin: Sql, name: string, owner: string): Promise<void> {
  const [known] = await admin`select 1 from pg_database where datname = ${name}`;
  if (known === undefined) await admin`create database ${admin(name)} owner ${admin(owner)}`;
  await admin`revoke all on database ${admin(name)}, postgres, template1 from public`;
}
