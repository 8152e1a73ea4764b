import { fromUnknown } from "../services/kit/errors.ts";
import type { Log } from "../services/kit/log.ts";
import { TokenVerifier } from "../services/kit/auth/token_verifier.ts";
import { runProcess } from "../services/kit/process.ts";
import { readRenewedIdentity } from "../services/kit/renewed_identity.ts";
import { createApp } from "./app.ts";
import { ResponseCache } from "./cache/response_cache.ts";
import { openClients } from "./clients/clients.ts";
import { openRedis } from "../services/kit/redis.ts";
import { type EdgeConfig, readEdgeConfig } from "./config.ts";
import type { Assets, Manifest } from "./fresh/manifest.ts";
import { createSite } from "./fresh/site.ts";
import { routeAccess } from "./route_access.ts";
import { serve } from "./serve.ts";
import type { State } from "./state.ts";

/** How long requests in flight get to finish after the process is told to stop. */
const STOP_GRACE_MS = 5_000;

async function run(config: EdgeConfig, log: Log, stopping: AbortSignal): Promise<void> {
  const identity = await readRenewedIdentity(config, log);
  const clients = openClients({
    orderService: config.ORDER_SERVICE,
    userService: config.USER_SERVICE,
    identity,
  });
  const tokens = new TokenVerifier(clients.tokens, log);
  const learning = Promise.all([tokens.run(stopping), identity.run(stopping)]);
  // A computed address: there is nothing to check or bundle before the site is built.
  const built: { manifest: Manifest; assets: Assets; bundle: URL } = await import(
    new URL("../dist/manifest.gen.ts", import.meta.url).href
  );
  const site = await createSite<State>({
    manifest: built.manifest,
    assets: built.assets,
    staticRoots: [
      { url: built.bundle, prefix: "/_fresh/", immutable: true },
      { url: new URL("../static/", import.meta.url), prefix: "/", immutable: false },
    ],
    // A part of the shop that is away is no bug of a page's
    onError: (error) => log[fromUnknown(error).isBug ? "error" : "warn"]("page failed", { error }),
    dev: config.DEV,
    ...routeAccess,
  });
  const app = createApp({
    clients,
    tokens,
    site,
    log,
    cookieKey: config.COOKIE_KEY,
    publicOrigin: config.PUBLIC_ORIGIN,
    paymentOrigins: config.PAYMENT_ORIGINS,
    takesTestCards: config.TEST_CARDS,
    currency: config.CURRENCY,
    redis: openRedis({ url: config.UPSTASH_REDIS_REST_URL, token: config.UPSTASH_REDIS_REST_TOKEN }),
    writesPerMinute: config.WRITES_PER_MINUTE,
    identityPerMinute: config.IDENTITY_PER_MINUTE,
    trustedProxies: config.TRUSTED_PROXIES,
    cache: config.DEV ? undefined : new ResponseCache({ log }),
    stopping,
  });
  await serve(app.fetch, {
    host: config.HOST,
    port: config.PORT,
    log,
    stopping,
    graceMs: STOP_GRACE_MS,
  });
  await learning;
  clients.close();
}

await runProcess("edge", readEdgeConfig, run);
