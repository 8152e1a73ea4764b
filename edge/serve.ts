import type { Log } from "../services/kit/log.ts";
import { untilAborted } from "../services/kit/process.ts";

/** Where and how long to serve. */
export interface ServeOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  log: Log;
  /** Aborted when the process is to stop. */
  stopping: AbortSignal;
  /** How long requests in flight get to finish then. */
  graceMs: number;
  onListen?: (port: number) => void;
}

/** Serves until told to stop; then takes no new requests and waits for those in flight, within reason. */
export async function serve(handler: Deno.ServeHandler<Deno.NetAddr>, options: ServeOptions): Promise<void> {
  const { host, port, log, stopping, graceMs } = options;
  const server = Deno.serve({
    hostname: host,
    port,
    automaticCompression: true,
    onListen: (address) => {
      log.info("serving", { url: `http://${address.hostname}:${address.port}` });
      options.onListen?.(address.port);
    },
  }, handler);
  await untilAborted(stopping);
  log.info("stopping");
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, graceMs);
  await Promise.race([server.shutdown(), late.promise]);
  clearTimeout(timer);
}
