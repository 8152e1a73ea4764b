import type { Redis } from "@upstash/redis";
import type { Rate, Verdict } from "./token_buckets.ts";

/**
 * Counts a request against a window that slides over all edges, in one round trip and without a script.
 *
 * The count is that of the present window and a share of the one before, as large as the part of it that the sliding window
 * still covers. A count may be one too high when the client repeats a command on a broken connection.
 */
export async function countRequest(redis: Redis, caller: string, rate: Rate, now: number): Promise<Verdict> {
  const { max, windowMs } = rate;
  const window = Math.floor(now / windowMs);
  const key = (of: number) => `limit:${caller}:${of}`;
  const [, present, before] = await redis.multi()
    .set(key(window), 0, { nx: true, px: windowMs * 2 })
    .incr(key(window))
    .get<number>(key(window - 1))
    .exec<[unknown, number, number | null]>();
  const elapsed = (now % windowMs) / windowMs;
  const count = present + (before ?? 0) * (1 - elapsed);
  return {
    allowed: count <= max,
    remaining: Math.max(0, Math.floor(max - count)),
    resetMs: windowMs - now % windowMs,
  };
}
