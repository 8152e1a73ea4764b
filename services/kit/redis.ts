import { Redis } from "@upstash/redis";

/** After this, a call that nobody waits for any more is given up. */
const TIMEOUT_MS = 2_000;

/** Opens a client of a Redis that speaks Upstash's REST protocol. Nothing is sent before the first command. */
export function openRedis({ url, token }: { url: string; token: string }): Redis {
  return new Redis({
    url,
    token,
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    retry: false, // a command sent twice would count twice
    enableTelemetry: false,
  });
}
