import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";

/** For what a part of the shop that is away, or late, could not answer. */
const PASSING = new Set([503, 504]);
/** Seconds after which a person may try again. Programs are told a shorter time by the API itself. */
const RETRY_AFTER_S = "5";

/** Says when to try again, wherever that is not said yet. */
export const retryAfter: MiddlewareHandler<Env> = async (c, next) => {
  await next();
  if (PASSING.has(c.res.status) && !c.res.headers.has("retry-after")) c.res.headers.set("retry-after", RETRY_AFTER_S);
};
