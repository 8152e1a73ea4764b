import { type Context, HttpError } from "fresh";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import { type Access, demand, isAccess } from "./access.ts";
import type { State } from "./state.ts";

type Exports = Record<string, unknown>;

/** Has a site serve only routes that say who may use them, as `export const access: Access`, and hold visitors to it. */
export const routeAccess = { checkRoute, guard };

function checkRoute(file: string, { access }: Exports): void {
  if (isAccess(access)) return;
  throw new TypeError(`Cannot serve "routes/${file}": it does not export "access", which says who may use it`);
}

/**
 * Sends who is not signed in to do that and back here, and staff without their second factor to where it is set up. Whoever may
 * not use a page for staff is not told that there is one.
 */
function guard(ctx: Context<State>, exports: Exports): Response | undefined {
  const access = exports.access as Access;
  try {
    demand(ctx.state.session, access);
    return undefined;
  } catch (error) {
    const code = error instanceof ShopError ? error.code : undefined;
    if (code === ErrorCode.SECOND_FACTOR_REQUIRED) return ctx.redirect("/account/security", 303);
    if (code === ErrorCode.UNAVAILABLE) throw error;
    if (access !== "account") throw new HttpError(404);
    if (ctx.req.method !== "GET" && ctx.req.method !== "HEAD") throw new HttpError(401, "Sign in first");
    return ctx.redirect(`/sign-in?next=${encodeURIComponent(ctx.url.pathname + ctx.url.search)}`, 303);
  }
}
