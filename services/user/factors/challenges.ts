import type { Redis } from "@upstash/redis";
import { inRedis } from "../in_redis.ts";

/** How long a browser may take to answer. */
export const CHALLENGE_MS = 5 * 60_000;

/**
 * Keeps what a passkey is asked to sign. One that was kept for the same owner before ends.
 *
 * @param owner What it belongs to, such as "registration:<session id>": it is of no use anywhere else
 */
export async function keepChallenge(redis: Redis, owner: string, challenge: string): Promise<void> {
  await inRedis(() => redis.set(key(owner), { challenge }, { px: CHALLENGE_MS }));
}

/** Takes a challenge, for the one answer that may use it; undefined when there is none (any more). */
export async function takeChallenge(redis: Redis, owner: string): Promise<string | undefined> {
  const kept = await inRedis(() => redis.getdel<{ challenge: string }>(key(owner)));
  return kept?.challenge;
}

function key(owner: string): string {
  return `challenge:${owner}`;
}
