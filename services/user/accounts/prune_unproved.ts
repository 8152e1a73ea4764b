import type { Database } from "../../kit/database.ts";
import { prune } from "../../kit/prune.ts";

/** How long an account waits for its address to be proved, after the last link was mailed to it. */
const KEPT_DAYS = 30;

/**
 * Removes accounts whose address nobody proved: nobody can have signed in to one, and whoever has the address may never have asked
 * for it. What staff gave a role, or disabled, stays.
 *
 * @returns how many were removed
 */
export async function pruneUnproved(database: Database, signal?: AbortSignal): Promise<number> {
  return await prune((limit) =>
    database`
      delete from users where id = any (array(
        select id from users
        where email_verified_at is null and erased_at is null and disabled_at is null and roles = '{}'
          and created_at < now() - make_interval(days => ${KEPT_DAYS})
          and not exists (
            select from one_time_tokens
            where user_id = users.id and created_at > now() - make_interval(days => ${KEPT_DAYS})
          )
        limit ${limit} for no key update skip locked
      ))`, signal);
}
