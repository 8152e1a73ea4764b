import type { Context } from "hono";
import { networkOf } from "../../../services/kit/network_of.ts";
import type { Env } from "../../env.ts";

/**
 * The address that a request is counted against. In IPv6 it is the network: whoever has one address there has all of it.
 *
 * @param trustedProxies How many of our own proxies stand in front; each adds whom it hears from to X-Forwarded-For, so that
 * only as many entries from the right can be believed.
 */
export function callerOf(c: Context<Env>, trustedProxies: number): string {
  const forwarded = (c.req.header("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const address = (trustedProxies > 0 && forwarded.at(-trustedProxies)) || c.env.remoteAddr?.hostname || "unknown";
  return networkOf(address);
}
