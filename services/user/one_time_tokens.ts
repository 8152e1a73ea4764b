import { createHash } from "node:crypto";
import type { Query } from "../kit/database.ts";
import { ErrorCode, ShopError } from "../kit/errors.ts";
import type { Secrets } from "./secrets.ts";

/** What a link is for, and how many minutes it lives. */
export const LINK_MINUTES = {
  verify_email: 24 * 60,
  reset_password: 30,
  change_email: 60,
  claim_administrator: 24 * 60,
} as const;

/** What a link is for. */
export type Purpose = keyof typeof LINK_MINUTES;

/** What a link is of. */
export interface UsedToken {
  /** Null for the first administrator's. */
  userId: string | null;
  /** The address that it was sent to. */
  email: string;
}

/** The token of a link: whoever has its id cannot make it up without our secret, so mails need not carry it through tables. */
export function tokenOf(secrets: Secrets, id: string): string {
  return secrets.token(`link:${id}`);
}

/** At most so many links of one purpose are mailed for an account in a day, unless they are used, and one a minute. */
const LINKS_A_DAY = 5;

/**
 * Whether a link may be made because somebody asked who is not known: or anybody could fill another's mailbox. Called with the
 * account's row locked, so that of two at once one sees the other.
 *
 * Beyond those of a day, whoever proved an address still gets a link to choose a password, once the one before has expired: or
 * anybody could keep an owner out by asking for five.
 */
export async function mayMakeToken(tx: Query, purpose: Purpose, userId: string): Promise<boolean> {
  const [row] = await tx<[{ count: number; isRecent: boolean; hasOpen: boolean; isProved: boolean }]>`
    select count(*)::int as count, coalesce(max(created_at) > now() - interval '1 minute', false) as "isRecent",
      coalesce(max(expires_at) > now(), false) as "hasOpen",
      (select email_verified_at is not null from users where id = ${userId}) as "isProved"
    from one_time_tokens
    where user_id = ${userId} and purpose = ${purpose} and used_at is null and created_at > now() - interval '1 day'`;
  const { count, isRecent, hasOpen, isProved } = row;
  if (isRecent) return false;
  return count < LINKS_A_DAY || (purpose === "reset_password" && isProved && !hasOpen);
}

/** Makes a link; those of the same purpose and account that were not used end. @returns its id, for {@linkcode tokenOf} */
export async function makeToken(
  tx: Query,
  secrets: Secrets,
  { purpose, userId, email }: { purpose: Purpose; userId: string | null; email: string },
): Promise<string> {
  const id = crypto.randomUUID();
  await endTokens(tx, userId, [purpose]);
  await tx`
    insert into one_time_tokens (id, user_id, purpose, token_hash, email, expires_at)
    values (${id}, ${userId}, ${purpose}, ${hash(tokenOf(secrets, id))}, ${email},
      now() + make_interval(mins => ${LINK_MINUTES[purpose]}))`;
  return id;
}

/** Ends an account's links that were not used. They are kept for a while, to be counted. */
export async function endTokens(tx: Query, userId: string | null, purposes: readonly Purpose[]): Promise<void> {
  await tx`
    update one_time_tokens set expires_at = created_at
    where ${
    userId === null ? tx`user_id is null` : tx`user_id = ${userId}`
  } and purpose = any(${purposes as Purpose[]}) and used_at is null`;
}

/** Whether a link was neither used nor ended. */
export async function isOpen(query: Query, id: string): Promise<boolean> {
  const rows = await query`select from one_time_tokens where id = ${id} and used_at is null and expires_at > now()`;
  return rows.length > 0;
}

/**
 * Reads a link without using it up, for what is checked before that.
 *
 * @throws {ShopError} LINK_EXPIRED when it was used, is too old, or was never made
 */
export async function readToken(query: Query, purpose: Purpose, token: string): Promise<UsedToken> {
  const [open] = await query<UsedToken[]>`
    select user_id as "userId", email from one_time_tokens
    where token_hash = ${hash(token)} and purpose = ${purpose} and used_at is null and expires_at > now()`;
  if (open) return open;
  throw linkExpired();
}

/**
 * Uses up a link. Of two who do at once, one has it.
 *
 * @throws {ShopError} LINK_EXPIRED when it was used, is too old, or was never made
 */
export async function useToken(tx: Query, purpose: Purpose, token: string): Promise<UsedToken> {
  const [used] = await tx<UsedToken[]>`
    update one_time_tokens set used_at = now()
    where token_hash = ${hash(token)} and purpose = ${purpose} and used_at is null and expires_at > now()
    returning user_id as "userId", email`;
  if (used) return used;
  throw linkExpired();
}

/** Says no more than that a link does not work. */
export function linkExpired(): ShopError {
  return new ShopError(ErrorCode.LINK_EXPIRED, "Cannot use the link: it was used, or is too old");
}

function hash(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
