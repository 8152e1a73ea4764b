import type { Context } from "hono";
import { networkOf } from "../../../services/kit/network_of.ts";
import type { Env } from "../../env.ts";

/**
 * The address that a request came from; undefined when it is not known.
 *
 * @param trustedProxies How many of our own proxies stand in front; each adds whom it hears from to X-Forwarded-For, so that
 * only as many entries from the right can be believed.
 */
export function addressOf(c: Context<Env>, trustedProxies: number): string | undefined {
  const forwarded = (c.req.header("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  return (trustedProxies > 0 && forwarded.at(-trustedProxies)) || c.env?.remoteAddr?.hostname;
}

/** What a request is counted as: its address, in IPv6 the network, because whoever has one address there has all of it. */
export function callerOf(c: Context<Env>, trustedProxies: number): string {
  return networkOf(addressOf(c, trustedProxies) ?? "unknown");
}
