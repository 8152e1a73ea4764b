import type { Query } from "../../kit/database.ts";
import { readAddresses } from "../profile/addresses.ts";
import type { UserRow } from "../user_row.ts";

/** The newest; 400 days of them are kept. Somebody who tries passwords must not make an export too large to be got. */
const MAX_EVENTS = 5_000;

/** All that the user service knows of a person, as a value for JSON; nothing that an account is checked with. */
export async function collectOwnData(query: Query, user: UserRow): Promise<Record<string, unknown>> {
  const { id } = user;
  const addresses = await readAddresses(query, id);
  const passkeys = await query`
    select name, created_at as "createdAt", last_used_at as "lastUsedAt", synced from passkeys
    where user_id = ${id} order by created_at, id`;
  const [factors] = await query`
    select (select confirmed_at from totps where user_id = ${id}) as "authenticatorSince",
      (select count(*) from recovery_codes where user_id = ${id} and used_at is null)::int as "recoveryCodesLeft"`;
  const links = await query`
    select purpose, email, created_at as "createdAt", used_at as "usedAt" from one_time_tokens
    where user_id = ${id} order by created_at, id`;
  const exports = await query`
    select requested_at as "requestedAt" from exports where user_id = ${id} order by requested_at`;
  return {
    account: {
      id,
      email: user.email,
      emailVerifiedAt: user.emailVerifiedAt,
      displayName: user.displayName,
      phone: user.phone,
      bio: user.bio,
      roles: user.roles,
      createdAt: user.createdAt,
      shopperId: user.shopperId,
      hasPassword: user.passwordHash !== null,
      ...factors,
    },
    addresses,
    passkeys: [...passkeys],
    links: [...links],
    exports: [...exports],
    events: await collectEvents(query, id),
  };
}

/** What happened to the account, and what was done with it. To whom staff did it is theirs to know. */
async function collectEvents(query: Query, id: string): Promise<unknown[]> {
  return [
    ...await query`
      select at, action, outcome, ip, user_agent as "userAgent", details from audit
      where id in (
        select id from audit where subject = ${id} and position('/' in action) = 0
        union select id from audit where actor_id = ${id}
      )
      order by id desc limit ${MAX_EVENTS}`,
  ];
}
