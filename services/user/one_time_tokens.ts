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

/** A link that somebody used. */
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

/** Makes a link; those of the same purpose and account that were not used end. @returns its id, for {@linkcode tokenOf} */
export async function makeToken(
  tx: Query,
  secrets: Secrets,
  { purpose, userId, email }: { purpose: Purpose; userId: string | null; email: string },
): Promise<string> {
  const id = crypto.randomUUID();
  await tx`
    delete from one_time_tokens where purpose = ${purpose} and user_id is not distinct from ${userId} and used_at is null`;
  await tx`
    insert into one_time_tokens (id, user_id, purpose, token_hash, email, expires_at)
    values (${id}, ${userId}, ${purpose}, ${hash(tokenOf(secrets, id))}, ${email},
      now() + make_interval(mins => ${LINK_MINUTES[purpose]}))`;
  return id;
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
  throw new ShopError(ErrorCode.LINK_EXPIRED, "Cannot use the link: it was used, or is too old");
}

function hash(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
