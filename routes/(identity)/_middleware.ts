import { define } from "../../utils.ts";
import { PRIVATE } from "../(_shared)/cache.ts";

/** These pages are one visitor's own. The address of one that a mail led to is a secret, and goes nowhere from there. */
export default define.middleware(async (ctx) => {
  const response = await ctx.next();
  for (const [name, value] of Object.entries(PRIVATE)) response.headers.set(name, value);
  if (ctx.url.searchParams.has("token")) response.headers.set("referrer-policy", "no-referrer");
  return response;
});
