import type { Context } from "hono";
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

const NETWORK_GROUPS = 4;

function networkOf(address: string): string {
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = (text: string) => text === "" ? [] : text.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(Math.max(0, zeros)).fill("0"), ...groups(tail ?? "")];
  return all.slice(0, NETWORK_GROUPS).join(":");
}
