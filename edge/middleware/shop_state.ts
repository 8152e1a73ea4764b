import type { Context, MiddlewareHandler } from "hono";
import type { TokenVerifier } from "../../services/kit/auth/token_verifier.ts";
import { currentContext, makeContext, withContext } from "../../services/kit/context.ts";
import type { Clients } from "../clients/clients.ts";
import type { Env } from "../env.ts";
import { addressOf } from "../gateway/limits/caller.ts";
import type { Guest, RequestDevice } from "../state.ts";
import { CookieGuest } from "./guest_cookie.ts";
import { readSession } from "./read_session.ts";
import { refreshOnce } from "./refresh_once.ts";
import { RequestSession } from "./request_session.ts";

/** What the state of each request is made from. */
export interface ShopStateOptions {
  clients: Clients;
  /** Checks access tokens. */
  tokens: Pick<TokenVerifier, "verify">;
  /** Signs the guest's cookie. */
  cookieKey: Uint8Array;
  /** The site's address where it is known; otherwise that which the request was sent to. */
  publicOrigin?: string | undefined;
  /** Origins of payment providers' pages. */
  paymentOrigins: readonly string[];
  /** Whether a test provider takes the money. */
  takesTestCards: boolean;
  /** How many of our own proxies add to X-Forwarded-For; without any, the header is ignored. */
  trustedProxies: number;
}

/**
 * Gives each request its state, and has the calls made for it speak for whoever is signed in. An answer that depends on who that
 * is, or on the guest, and one that sets a cookie of either, is for that browser alone, whatever its handler said.
 */
export function shopState(options: ShopStateOptions): MiddlewareHandler<Env> {
  const { clients, tokens, cookieKey, publicOrigin, paymentOrigins, takesTestCards, trustedProxies } = options;
  const reader = { tokens, refresh: refreshOnce(clients) };
  return (c, next) => {
    const origin = publicOrigin ?? new URL(c.req.url).origin;
    const secure = origin.startsWith("https:");
    // A context of its own: the cache outside of this, which asks for answers for everybody, speaks for nobody.
    const context = { ...(currentContext() ?? makeContext()) };
    const browser = new CookieGuest(cookieKey, c.req.header("cookie") ?? "", secure);
    const session = new RequestSession(context, secure);
    const guest = shopper(browser, session);
    const device = deviceOf(c, trustedProxies);
    const { requestId } = context;
    c.set("state", { clients, guest, session, device, origin, paymentOrigins, takesTestCards, requestId });
    return withContext(context, async () => {
      await readSession(c, session, device, reader);
      await next();
      if (browser.used || session.used) c.res.headers.set("cache-control", "private, no-store");
      for (const cookie of session.setCookies) c.res.headers.append("set-cookie", cookie);
      if (browser.setCookie) c.res.headers.append("set-cookie", browser.setCookie);
    });
  };
}

function shopper(browser: CookieGuest, session: RequestSession): Guest {
  return {
    get own() {
      return browser.id;
    },
    get id() {
      return session.principal?.shopperId ?? browser.id;
    },
    ensure: () => session.principal?.shopperId ?? browser.ensure(),
  };
}

const MAX_USER_AGENT = 300;

function deviceOf(c: Context<Env>, trustedProxies: number): RequestDevice {
  const address = addressOf(c, trustedProxies) ?? "";
  return {
    ip: /^[\da-f.:]{2,45}$/i.test(address) ? address : "",
    userAgent: (c.req.header("user-agent") ?? "").slice(0, MAX_USER_AGENT),
  };
}
