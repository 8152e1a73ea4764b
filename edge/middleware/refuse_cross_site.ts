import type { MiddlewareHandler } from "hono";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import type { Env } from "../env.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request with this method may change something. */
export function isUnsafe(method: string): boolean {
  return !SAFE_METHODS.has(method);
}

/**
 * Refuses requests that another site made a visitor's browser send (CSRF).
 *
 * Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin. One that says neither is no browser, and
 * carries no visitor's cookies against their will.
 */
export const refuseCrossSite: MiddlewareHandler<Env> = (c, next) => {
  if (!isUnsafe(c.req.method) || isOwn(c.req.raw.headers, c.get("state").origin)) return next();
  throw new ShopError(ErrorCode.PERMISSION_DENIED, "Cannot accept the request: it comes from another site");
};

function isOwn(headers: Headers, origin: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";
  const sender = headers.get("origin");
  return sender === null || sender === origin;
}
