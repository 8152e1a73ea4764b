import { z } from "zod";
import { common, ConfigError, port, readConfig, url } from "../kit/config.ts";
import { createLog, type Log } from "../kit/log.ts";
import { exitWithSupervisor } from "../kit/supervised.ts";
import type { Backend } from "./backend.ts";
import { memoryBackend } from "./memory/memory_backend.ts";
import { createRest } from "./rest.ts";

async function run(): Promise<void> {
  const config = readConfig({
    ...common,
    HOST: z.string().default("127.0.0.1"),
    PORT: port(),
    UPSTASH_REDIS_REST_TOKEN: z.string(),
    REDIS_URL: url(["redis", "rediss"]).optional(),
  });
  const log = createLog({ process: "redis", format: config.LOG_FORMAT, level: config.LOG_LEVEL });
  const backend = await openBackend(config.REDIS_URL, log);
  const stopping = new AbortController();
  const app = createRest({ backend, token: config.UPSTASH_REDIS_REST_TOKEN, log, stopping: stopping.signal });
  const server = Deno.serve({
    hostname: config.HOST,
    port: config.PORT,
    onListen: ({ hostname, port }) => log.info("Redis endpoint is ready", { hostname, port }),
  }, app.fetch);

  const stop = () => {
    stopping.abort();
    void server.shutdown();
  };
  Deno.addSignalListener("SIGTERM", stop);
  Deno.addSignalListener("SIGINT", stop);
  exitWithSupervisor(stop);
  await server.finished;
  backend.close();
  Deno.removeSignalListener("SIGTERM", stop);
  Deno.removeSignalListener("SIGINT", stop);
}

async function openBackend(redisUrl: string | undefined, log: Log): Promise<Backend> {
  if (!redisUrl) return memoryBackend();
  // Loaded only where used: the client takes memory that the embedded store does not need.
  const { redisBackend } = await import("./redis_backend.ts");
  return redisBackend(redisUrl, log);
}

/** What can be put right by whoever starts the process: told in plain words, without a stack. */
function tellOrThrow(error: unknown): void {
  const inUse = error instanceof Deno.errors.AddrInUse;
  if (!inUse && !(error instanceof ConfigError)) throw error;
  const message = inUse ? "Cannot start: HOST and PORT name an address that is in use" : error.message;
  Deno.stderr.writeSync(new TextEncoder().encode(`${message}\n`));
  Deno.exit(1);
}

await run().catch(tellOrThrow);
