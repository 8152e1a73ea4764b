import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";

/** Everything comes from this site, and nothing is inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

const HEADERS = Object.entries({
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), publickey-credentials-create=(self), " +
    "publickey-credentials-get=(self), usb=()",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
});

const ONE_YEAR_S = 31_536_000;

/** What the headers depend on. */
export interface SecurityOptions {
  /** The site's address where it is known; otherwise that which the request was sent to. */
  publicOrigin?: string | undefined;
  /** Where a form may lead besides: browsers hold the address that its answer redirects to against the policy as well. */
  paymentOrigins: readonly string[];
}

/** Puts the headers that guard visitors on every answer. */
export function securityHeaders({ publicOrigin, paymentOrigins }: SecurityOptions): MiddlewareHandler<Env> {
  const policy = [...CONTENT_SECURITY_POLICY, ["form-action 'self'", ...paymentOrigins].join(" ")].join("; ");
  return async (c, next) => {
    await next();
    const { headers } = c.res;
    if (headers.has("x-content-type-options")) return; // kept with a cached answer
    headers.set("content-security-policy", policy);
    for (const [name, value] of HEADERS) {
      // A page whose own address is a secret says so by a policy of its own.
      if (name !== "referrer-policy" || !headers.has(name)) headers.set(name, value);
    }
    if ((publicOrigin ?? c.req.url).startsWith("https:")) {
      headers.set("strict-transport-security", `max-age=${ONE_YEAR_S}`);
    }
  };
}
