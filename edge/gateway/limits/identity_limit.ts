import type { MiddlewareHandler } from "hono";
import type { Env } from "../../env.ts";
import { isUnsafe } from "../../middleware/refuse_cross_site.ts";
import { requestLimit, type RequestLimitOptions } from "./request_limit.ts";

/** Where a password, a code, a passkey or a link is tried, or a mail asked for: pages and API. */
const PLACES =
  /^\/(sign-in|register|forgot-password|reset-password|verify-email|confirm-email|setup|account\/(reauthenticate|email|security\/(password|authenticator)))(\/|$)/;
/** Programs refresh and sign out as often as they have sessions, and guess nothing by it. */
const API = /^\/api\/v1\/auth\/(?!refresh\/|logout\/)/;

/** How trying to be somebody is limited. */
export interface IdentityLimitOptions extends Pick<RequestLimitOptions, "redis" | "log" | "trustedProxies" | "now"> {
  identityPerMinute: number;
}

/** Whether a request to this path tries to be somebody. Slashes count as the site's router counts them. */
export function isIdentityPath(path: string): boolean {
  const clean = path.replaceAll(/\/+/g, "/");
  return PLACES.test(clean) || API.test(clean);
}

/** Limits how often one address may try to be somebody, whomever: the user service slows down who tries one account. */
export function identityLimit({ identityPerMinute, ...options }: IdentityLimitOptions): MiddlewareHandler<Env> {
  return requestLimit({
    ...options,
    name: "identity",
    perMinute: identityPerMinute,
    counts: (c) => isUnsafe(c.req.method) && isIdentityPath(c.req.path),
  });
}
