/** Below the ports that systems give to outgoing connections, so that none of those takes a port while its owner restarts. */
const FIRST = 10_000;
const LAST = 32_000;
const given = new Set<number>();

/** A TCP port on 127.0.0.1 that nobody uses at this moment; each time another one, and not one that is meant for something else. */
export function freePort(meantForElse?: number): number {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (port === meantForElse || given.has(port) || !isFree(port)) continue;
    given.add(port);
    return port;
  }
}

function isFree(port: number): boolean {
  try {
    using _listener = Deno.listen({ hostname: "127.0.0.1", port });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
