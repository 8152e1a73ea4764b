import { z } from "zod";
import { common, port, readConfig, url } from "../kit/config.ts";
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await run();
} catch (error) {
  const inUse = error instanceof Deno.errors.AddrInUse;
  const message = inUse ? "Cannot start: HOST and PORT name an address that is in use" : messageOf(error);
  createLog({ process: "redis", format: "text" }).error(message);
  Deno.exit(1);
}
