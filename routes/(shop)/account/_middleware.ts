import { HttpError } from "fresh";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";
import { goOn } from "./(_account)/go_on.ts";

/** Where to go before the page asked for: to show again who one is, or to sign in, where the session ended meanwhile. */
function placeBefore(error: unknown): "/account/reauthenticate" | "/sign-in" | undefined {
  const code = error instanceof ShopError ? error.code : undefined;
  if (code === ErrorCode.RECENT_SIGN_IN_REQUIRED) return "/account/reauthenticate";
  const isNobody = code === ErrorCode.UNAUTHENTICATED || error instanceof HttpError && error.status === 401;
  return isNobody ? "/sign-in" : undefined;
}

/** These pages are one person's own. Whom a service does not answer is sent on to what it wants, and from there back. */
export default define.middleware(async (ctx) => {
  const answer = async () => {
    try {
      return await ctx.next();
    } catch (error) {
      const place = placeBefore(error);
      if (!place) throw error;
      if (place === "/sign-in") {
        // A service may learn sooner than the edge that the access token is one of those that have ended
        if (await goOn(ctx.state)) return ctx.redirect(ctx.url.pathname + ctx.url.search, 303);
        ctx.state.session.end();
      }
      return ctx.redirect(`${place}?next=${encodeURIComponent(ctx.url.pathname + ctx.url.search)}`, 303);
    }
  };
  const response = await answer();
  for (const [name, value] of Object.entries(PRIVATE)) response.headers.set(name, value);
  return response;
});
