import type { Principal } from "../../kit/auth/principal.ts";
import type { Query } from "../../kit/database.ts";
import { rolesOf, userColumns, type UserRow } from "../user_row.ts";
import { aPrincipal } from "../../kit/testing/a_principal.ts";

/** Makes an account. "Ada" and an address of its own unless told otherwise. */
export async function addUser(
  query: Query,
  { email = `${crypto.randomUUID()}@example.com`, displayName = "Ada", roles = [] as string[] } = {},
): Promise<UserRow> {
  const [user] = await query<UserRow[]>`
    insert into users (email, display_name, roles) values (${email}, ${displayName}, ${roles}::text[])
    returning ${userColumns(query)}`;
  return user!;
}

/** Who has just signed in to an account, with a second factor. */
export function signedIn(user: UserRow): Principal {
  const { id: userId, shopperId, generation } = user;
  return aPrincipal({ userId, shopperId, generation, roles: rolesOf(user), secondFactor: true });
}

/** A call by the site for whoever is signed in to an account. */
export function callOf(user: UserRow) {
  return { caller: "edge", principal: signedIn(user), signal: new AbortController().signal };
}

/** Kinds of the mails that wait to be sent to an account, in order, and where to. */
export async function queuedMails(query: Query, userId: string): Promise<{ kind: string; to: string }[]> {
  const rows = await query<{ kind: string; to: string }[]>`
    select payload->>'kind' as kind, payload->>'to' as to from outbox_events
    where subject = ${`user:${userId}`} order by sequence`;
  return rows.map(({ kind, to }) => ({ kind, to }));
}
