import { TokenVerifier } from "../../services/kit/auth/token_verifier.ts";
import { createLog } from "../../services/kit/log.ts";
import { type AppParts, createApp } from "../app.ts";
import { openRedis } from "../../services/kit/redis.ts";
import { fakeClients } from "./fake_clients.ts";
import { FakeTokenSource } from "./people.ts";

/** A Redis that is away. */
export const noRedis = () => openRedis({ url: "http://127.0.0.1:1", token: "none" });

/** The edge as `main.ts` builds it, over fakes, with what it logged. */
export function testApp(parts: Partial<AppParts> = {}) {
  const logged: Record<string, unknown>[] = [];
  const log = createLog({ process: "edge", sink: (line) => logged.push(JSON.parse(line)) });
  const app = createApp({
    clients: fakeClients(),
    tokens: new TokenVerifier(new FakeTokenSource(), log),
    site: () => Promise.resolve(new Response("page", { headers: { "content-type": "text/html; charset=utf-8" } })),
    log,
    cookieKey: new Uint8Array(32),
    paymentOrigins: [],
    takesTestCards: true,
    currency: "GBP",
    redis: noRedis(),
    writesPerMinute: 1_000,
    identityPerMinute: 1_000,
    trustedProxies: 0,
    stopping: new AbortController().signal,
    ...parts,
  });
  return { app, logged };
}
