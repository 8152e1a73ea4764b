import type { Redis } from "@upstash/redis";
import type { Context, MiddlewareHandler } from "hono";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import type { Log } from "../../../services/kit/log.ts";
import type { Env } from "../../env.ts";
import { inTime } from "../../in_time.ts";
import { refusal } from "../../middleware/answer_error.ts";
import { callerOf } from "./caller.ts";
import { countRequest } from "./shared_window.ts";
import { TokenBuckets, type Verdict } from "./token_buckets.ts";

/** How some requests are limited. */
export interface RequestLimitOptions {
  /** Names the limit in headers. */
  name: string;
  perMinute: number;
  /** Which requests count. */
  counts: (c: Context<Env>) => boolean;
  redis: Redis;
  log: Log;
  /** How many of our own proxies add to X-Forwarded-For; without any, the header is ignored. */
  trustedProxies: number;
  now?: (() => number) | undefined;
}

const WINDOW_MS = 60_000;
/** How long Redis may take. */
const REDIS_TIMEOUT_MS = 150;
/** How long Redis is left alone after it failed, so that not every request waits for it. */
const REDIS_PAUSE_MS = 2_000;

/**
 * Limits requests by the address they come from, over all edges. The local limit comes first, so that a flood does not reach
 * Redis; when Redis is away or slow, it alone decides.
 */
export function requestLimit(options: RequestLimitOptions): MiddlewareHandler<Env> {
  const { name, perMinute, counts, redis, log, trustedProxies, now = Date.now } = options;
  const rate = { max: perMinute, windowMs: WINDOW_MS };
  const local = new TokenBuckets(rate, now);
  let redisAgainAt = 0;
  let isRedisAway = false;

  async function judge(caller: string): Promise<Verdict> {
    const verdict = local.take(caller);
    if (!verdict.allowed || now() < redisAgainAt) return verdict;
    try {
      const shared = await inTime(countRequest(redis, `${name}:${caller}`, rate, now()), REDIS_TIMEOUT_MS);
      if (isRedisAway) log.info("limits are shared again: Redis answers");
      isRedisAway = false;
      return shared;
    } catch (error) {
      redisAgainAt = now() + REDIS_PAUSE_MS;
      if (!isRedisAway) log.warn("limits are local for now: Redis does not answer", { error });
      isRedisAway = true;
      return verdict;
    }
  }

  return async (c, next) => {
    if (!counts(c)) return await next();
    const { allowed, remaining, resetMs } = await judge(callerOf(c, trustedProxies));
    const resetS = String(Math.ceil(resetMs / 1000));
    const headers = {
      "ratelimit-policy": `"${name}";q=${rate.max};w=${WINDOW_MS / 1000}`,
      ratelimit: `"${name}";r=${remaining};t=${resetS}`,
    };
    if (!allowed) {
      const error = new ShopError(ErrorCode.RATE_LIMITED, `Cannot accept the request: try again in ${resetS} seconds`);
      return refusal(c, error, { ...headers, "retry-after": resetS });
    }
    await next();
    for (const [header, value] of Object.entries(headers)) c.res.headers.append(header, value);
  };
}
