import { demand } from "../../../edge/access.ts";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import { define } from "../../../utils.ts";
import { PRIVATE } from "../../(_shared)/cache.ts";

/**
 * These pages are one person's own. Whom a service does not answer is sent on: to show again who they are where that has to be
 * recent, and to sign in where the session ended meanwhile. Both lead back to the page asked for.
 */
export default define.middleware(async (ctx) => {
  const goTo = (place: string) => {
    const next = encodeURIComponent(ctx.url.pathname + ctx.url.search);
    return ctx.redirect(`${place}?next=${next}`, 303);
  };
  const answer = async () => {
    try {
      demand(ctx.state.session, "account");
      return await ctx.next();
    } catch (error) {
      const code = error instanceof ShopError ? error.code : undefined;
      if (code === ErrorCode.RECENT_SIGN_IN_REQUIRED) return goTo("/account/reauthenticate");
      if (code !== ErrorCode.UNAUTHENTICATED) throw error;
      ctx.state.session.end();
      return goTo("/sign-in");
    }
  };
  const response = await answer();
  for (const [name, value] of Object.entries(PRIVATE)) response.headers.set(name, value);
  return response;
});
