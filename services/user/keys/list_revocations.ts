import type { Revocation } from "../../kit/auth/token_verifier.ts";
import { foreignCursor } from "../../kit/cursor.ts";
import type { Query } from "../../kit/database.ts";

/** After this, every token that was revoked has expired. */
export const REVOCATION_MINUTES = 10;
/** Ids are given out before transactions commit: a lower one may be seen after a higher one, for as long as those last. */
const TOLD_AGAIN_SECONDS = 30;
const PAGE = 5_000;

/**
 * What was revoked after `cursor`, and, once more, what was in the last seconds. An answer holds a bounded number: whoever wants
 * all asks until the cursor stays.
 *
 * @throws {ShopError} INVALID_ARGUMENT for a cursor that is none
 */
export async function listRevocations(
  query: Query,
  cursor: string,
): Promise<{ revocations: Revocation[]; nextCursor: string }> {
  if (!/^\d{0,18}$/.test(cursor)) throw foreignCursor();
  const after = cursor || "0";
  const rows = await query<(Revocation & { id: bigint })[]>`
    (select ${columns(query)} from revocations
      where id > ${after} and created_at > now() - make_interval(mins => ${REVOCATION_MINUTES})
      order by id limit ${PAGE})
    union all
    (select ${columns(query)} from revocations
      where id <= ${after} and created_at > now() - make_interval(secs => ${TOLD_AGAIN_SECONDS})
      order by id desc limit ${PAGE})
    order by id`;
  const revocations = rows.map(({ userId, sessionId, beforeGeneration }) => ({ userId, sessionId, beforeGeneration }));
  const last = rows.at(-1)?.id ?? 0n;
  return { revocations, nextCursor: last > BigInt(after) ? String(last) : cursor };
}

function columns(query: Query) {
  return query`id, user_id as "userId", coalesce(session_id, '') as "sessionId", before_generation as "beforeGeneration"`;
}
