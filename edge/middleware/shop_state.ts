import type { MiddlewareHandler } from "hono";
import { currentContext } from "../../services/kit/context.ts";
import type { Clients } from "../clients/clients.ts";
import type { Env } from "../env.ts";
import { CookieGuest } from "./guest_cookie.ts";

/** What the state of each request is made from. */
export interface ShopStateOptions {
  clients: Clients;
  /** Signs the guest's cookie. */
  cookieKey: Uint8Array;
  /** The site's address where it is known; otherwise that which the request was sent to. */
  publicOrigin?: string | undefined;
  /** Origins of payment providers' pages. */
  paymentOrigins: readonly string[];
  /** Whether a test provider takes the money. */
  takesTestCards: boolean;
}

/**
 * Gives each request its state. An answer that depends on the guest, and one that makes a guest known, is for that browser
 * alone, whatever its handler said.
 */
export function shopState(options: ShopStateOptions): MiddlewareHandler<Env> {
  const { clients, cookieKey, publicOrigin, paymentOrigins, takesTestCards } = options;
  return async (c, next) => {
    const origin = publicOrigin ?? new URL(c.req.url).origin;
    const guest = new CookieGuest(cookieKey, c.req.header("cookie") ?? "", origin.startsWith("https:"));
    const requestId = currentContext()?.requestId ?? "";
    c.set("state", { clients, guest, origin, paymentOrigins, takesTestCards, requestId });
    await next();
    if (guest.used) c.res.headers.set("cache-control", "private, no-store");
    if (guest.setCookie) c.res.headers.append("set-cookie", guest.setCookie);
  };
}
