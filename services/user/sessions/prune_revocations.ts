import type { Redis } from "@upstash/redis";
import type { Database } from "../../kit/database.ts";
import { prune } from "../../kit/prune.ts";
import { inRedis } from "../in_redis.ts";
import { REVOCATION_MINUTES } from "../keys/list_revocations.ts";
import { sessionKey } from "./session_store.ts";

/**
 * Removes revocations whose tokens have all expired. A session is taken out of Redis first, in case whoever ended it did not get
 * to that: until then, the revocation keeps it from being refreshed.
 *
 * @returns how many were removed
 */
export async function pruneRevocations(database: Database, redis: Redis, signal?: AbortSignal): Promise<number> {
  const removeBatch = async (limit: number) => {
    const old = await database<{ id: bigint; sessionId: string | null }[]>`
      select id, session_id as "sessionId" from revocations
      where created_at < now() - make_interval(mins => ${REVOCATION_MINUTES}) order by created_at limit ${limit}`;
    const keys = old.flatMap(({ sessionId }) => sessionId === null ? [] : [sessionKey(sessionId)]);
    if (keys.length > 0) await inRedis(() => redis.del(...keys));
    await database`delete from revocations where id = any (${old.map(({ id }) => String(id))}::bigint[])`;
    return { count: old.length };
  };
  return await prune(removeBatch, signal);
}
