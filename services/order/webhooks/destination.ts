import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { isLoopback, isPublicAddress } from "./public_address.ts";

/** Where webhooks may go. */
export interface DestinationRules {
  /** Whether this machine itself is allowed, also by plain HTTP: for development only. */
  allowLoopback: boolean;
  /** All addresses of a host name; the system's resolver unless given. */
  resolve?: (hostname: string) => Promise<string[]>;
}

/** An address that may be posted to, as it was a moment ago. */
export interface Destination {
  url: URL;
  /** What its host name stands for. To be connected to as they are: asking again might give others. */
  addresses: string[];
}

/** Thrown for an address that nothing may be sent to. The message says why, for people. */
export class ForbiddenDestination extends Error {
  override readonly name = "ForbiddenDestination";
}

/**
 * Says whether something may be posted to an address: only by HTTPS, and only to hosts of which every address is public.
 *
 * @throws {ForbiddenDestination}
 */
export async function findDestination(address: string, rules: DestinationRules): Promise<Destination> {
  const url = URL.parse(address);
  if (!url) throw new ForbiddenDestination("it is no URL");
  if (url.username || url.password || url.hash) throw new ForbiddenDestination("it has a user, password or fragment");
  const addresses = await addressesOf(url.hostname, rules);
  const isOwn = rules.allowLoopback && addresses.every(isLoopback);
  if (url.protocol !== "https:" && !(isOwn && url.protocol === "http:")) {
    throw new ForbiddenDestination("it does not begin with https://");
  }
  if (!isOwn && !addresses.every(isPublicAddress)) {
    throw new ForbiddenDestination("its host is not on the public internet");
  }
  return { url, addresses };
}

async function addressesOf(hostname: string, { resolve = resolveAll }: DestinationRules): Promise<string[]> {
  const literal = hostname.replace(/^\[(.*)\]$/, "$1");
  if (isIP(literal)) return [literal];
  const addresses = await resolve(hostname).catch(() => []);
  if (addresses.length === 0) throw new ForbiddenDestination("its host is not known");
  return addresses;
}

async function resolveAll(hostname: string): Promise<string[]> {
  return (await lookup(hostname, { all: true })).map(({ address }) => address);
}
