import { z } from "zod";
import { common, port, readConfig, url } from "../kit/config.ts";
import type { Log } from "../kit/log.ts";
import { runProcess, untilAborted } from "../kit/process.ts";
import type { Backend } from "./backend.ts";
import { memoryBackend } from "./memory/memory_backend.ts";
import { createRest } from "./rest.ts";

const read = () =>
  readConfig({
    ...common,
    HOST: z.string().default("127.0.0.1"),
    PORT: port(),
    UPSTASH_REDIS_REST_TOKEN: z.string(),
    REDIS_URL: url(["redis", "rediss"]).optional(),
  });

async function run(config: ReturnType<typeof read>, log: Log, stopping: AbortSignal): Promise<void> {
  const backend = await openBackend(config.REDIS_URL, log);
  const app = createRest({ backend, token: config.UPSTASH_REDIS_REST_TOKEN, log, stopping });
  const server = Deno.serve({
    hostname: config.HOST,
    port: config.PORT,
    onListen: ({ hostname, port }) => log.info("Redis endpoint is ready", { hostname, port }),
  }, app.fetch);
  await untilAborted(stopping);
  await server.shutdown();
  backend.close();
}

async function openBackend(redisUrl: string | undefined, log: Log): Promise<Backend> {
  if (!redisUrl) return memoryBackend();
  // Loaded only where used: the client takes memory that the embedded store does not need.
  const { redisBackend } = await import("./redis_backend.ts");
  return redisBackend(redisUrl, log);
}

await runProcess("redis", read, run);
