import type { MiddlewareHandler } from "hono";
import type { Env } from "../../env.ts";
import { isUnsafe } from "../../middleware/refuse_cross_site.ts";
import { requestLimit, type RequestLimitOptions } from "./request_limit.ts";

/** How requests that change something are limited. */
export interface WriteLimitOptions extends Pick<RequestLimitOptions, "redis" | "log" | "trustedProxies" | "now"> {
  writesPerMinute: number;
}

/** Limits requests that change something. */
export function writeLimit({ writesPerMinute, ...options }: WriteLimitOptions): MiddlewareHandler<Env> {
  return requestLimit({
    ...options,
    name: "writes",
    perMinute: writesPerMinute,
    counts: (c) => isUnsafe(c.req.method),
  });
}
