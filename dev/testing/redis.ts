import type { Redis } from "@upstash/redis";
import { freePort } from "../free_port.ts";
import { openRedis } from "../../services/kit/redis.ts";

const TOKEN = "token-of-a-test";
const MAIN = new URL("../../services/redis/main.ts", import.meta.url);

/** The embedded Redis endpoint as a process of its own, which is gone once disposed. */
export interface RedisProcess extends AsyncDisposable {
  readonly redis: Redis;
  /** Stops it at once; it stays away. */
  kill(): Promise<void>;
  /** Stops or continues all its work, as if it were slow. */
  freeze(frozen: boolean): void;
}

/** Starts the endpoint over memory and waits until it answers. */
export async function startRedis(): Promise<RedisProcess> {
  const port = freePort();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN.pathname],
    env: { PORT: String(port), UPSTASH_REDIS_REST_TOKEN: TOKEN },
    stdout: "null",
  }).spawn();
  let ended = false;
  void child.status.then(() => ended = true);
  const url = `http://127.0.0.1:${port}`;
  while (!await fetch(`${url}/health`).then((response) => response.text(), () => undefined)) {
    if (ended) throw new Error("Cannot start the Redis endpoint: it ended");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const kill = async () => {
    if (!ended) child.kill("SIGKILL");
    await child.status;
  };
  return {
    redis: openRedis({ url, token: TOKEN }),
    kill,
    freeze: (frozen) => child.kill(frozen ? "SIGSTOP" : "SIGCONT"),
    [Symbol.asyncDispose]: kill,
  };
}
