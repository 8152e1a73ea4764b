import { Buffer } from "node:buffer";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIPv6, type LookupFunction } from "node:net";
import type { Destination } from "./destination.ts";

/** What is posted. */
export interface Post {
  headers: Record<string, string>;
  body: string;
  signal: AbortSignal;
  /** Certificates of authorities to trust in place of the usual ones; for tests. */
  ca?: string;
}

/**
 * Posts to a destination and returns the status of the answer. Nothing of the answer but its status is read, and no redirect
 * is followed. Connects to the addresses that were checked, whatever the host name stands for by now.
 */
export function post({ url, addresses }: Destination, { headers, body, signal, ca }: Post): Promise<number> {
  const bytes = Buffer.from(body);
  const options = {
    method: "POST",
    headers: { ...headers, "content-length": bytes.length },
    agent: false as const,
    lookup: lookupOf(addresses),
    signal,
    ...(ca !== undefined && { ca }),
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, options, (response) => {
      response.on("error", () => {}); // which it is, when it is broken off
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    request.on("error", reject);
    request.end(bytes);
  });
}

/** Answers what the driver of a connection asks of DNS with what is known. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, { all }, callback) => {
    if (all) callback(null, found);
    else callback(null, found[0]!.address, found[0]!.family);
  };
}
