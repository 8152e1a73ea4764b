import type { Redis } from "@upstash/redis";
import { Hono } from "hono";
import { getPath } from "hono/utils/url";
import type { TokenVerifier } from "../services/kit/auth/token_verifier.ts";
import { ErrorCode, ShopError } from "../services/kit/errors.ts";
import type { Log } from "../services/kit/log.ts";
import { ResponseCache } from "./cache/response_cache.ts";
import type { Clients } from "./clients/clients.ts";
import type { Env } from "./env.ts";
import type { SiteHandler } from "./fresh/site.ts";
import type { GraphqlHandler } from "./gateway/graphql/graphql.ts";
import { identityLimit } from "./gateway/limits/identity_limit.ts";
import { writeLimit } from "./gateway/limits/write_limit.ts";
import { publicKeys } from "./gateway/rest/public_keys.ts";
import { paymentWebhooks } from "./gateway/rest/payment_webhooks.ts";
import { createRest } from "./gateway/rest/rest.ts";
import { accessLog } from "./middleware/access_log.ts";
import { answerError } from "./middleware/answer_error.ts";
import { endStreams } from "./middleware/end_streams.ts";
import { readBody } from "./middleware/read_body.ts";
import { refuseCrossSite } from "./middleware/refuse_cross_site.ts";
import { refuseHost } from "./middleware/refuse_host.ts";
import { requestContext } from "./middleware/request_context.ts";
import { retryAfter } from "./middleware/retry_after.ts";
import { securityHeaders } from "./middleware/security_headers.ts";
import { shopState } from "./middleware/shop_state.ts";
import type { State } from "./state.ts";

/** What the edge is made of. */
export interface AppParts {
  clients: Clients;
  /** Checks access tokens. */
  tokens: Pick<TokenVerifier, "verify" | "publicKeys">;
  site: SiteHandler<State>;
  log: Log;
  /** Signs the guest's cookie. */
  cookieKey: Uint8Array;
  /** Such as "https://shop.example"; without it, the address a request was sent to. */
  publicOrigin?: string | undefined;
  /** Whose pages shoppers may be sent to when they pay, such as ["https://hooks.stripe.com"]. */
  paymentOrigins: readonly string[];
  /** Whether cards are typed into the shop's own form: a test provider's. */
  takesTestCards: boolean;
  /** The shop's currency, an ISO 4217 code: prices in filters are read in it. */
  currency: string;
  redis: Redis;
  writesPerMinute: number;
  /** How often one address may try to sign in and the like. */
  identityPerMinute: number;
  /** How many of our own proxies add to X-Forwarded-For; without any, the header is ignored. */
  trustedProxies: number;
  /** Left out in development, where pages change under one address. */
  cache?: ResponseCache | undefined;
  /** Aborted when the process stops, so that streams of events end. */
  stopping: AbortSignal;
}

/** The whole edge: what every request passes, then the cache, then the shop. */
export function createApp(parts: AppParts): Hono<Env> {
  const { cache, log, stopping } = parts;
  const shop = createShop(parts);
  const app = new Hono<Env>();
  app.onError(answerError(log));
  app.use(requestContext, accessLog(log), securityHeaders(parts), retryAfter, endStreams(stopping), refuseHost);
  app.all("*", (c) => {
    const origin = async (request: Request) => await shop.fetch(request, c.env ?? {});
    return cache ? cache.answer(c.req.raw, origin) : origin(c.req.raw);
  });
  return app;
}

/** What answers when the cache cannot: guards, the API, and the site for everything else. */
function createShop(parts: AppParts): Hono<Env> {
  const app = new Hono<Env>({ getPath: withTrailingSlash });
  app.onError(answerError(parts.log));
  app.route("/", paymentWebhooks(parts));
  app.route("/", publicKeys(parts.tokens));
  app.use(securityHeaders(parts), shopState(parts), refuseCrossSite);
  app.use(writeLimit(parts), identityLimit(parts), readBody());
  app.route("/api/v1", createRest({ currency: parts.currency, pingRedis: () => parts.redis.ping() }));
  app.get("/api/v1/", (c) => c.redirect("/api/v1/docs/"));
  app.all("/api/*", (c) => {
    throw new ShopError(ErrorCode.NOT_FOUND, `Cannot find "${new URL(c.req.url).pathname}": no such address`);
  });
  // Loaded when first asked for: it takes a third of the memory and time that everything else takes at the start.
  let graphql: Promise<GraphqlHandler> | undefined;
  app.all("/graphql/", async (c) => {
    graphql ??= import("./gateway/graphql/graphql.ts").then(({ createGraphql }) => createGraphql(parts));
    return (await graphql)(c.req.raw, c.get("state"));
  });
  app.all("*", async (c) => {
    const info = c.env.remoteAddr ? { info: c.env as Deno.ServeHandlerInfo } : {};
    const response = await parts.site(c.req.raw, { state: c.get("state"), ...info });
    return new Response(response.body, response); // the headers of a Response.redirect() could not be changed
  });
  return app;
}

/** Everything under /api and /graphql answers with and without a slash at the end. */
function withTrailingSlash(request: Request): string {
  const path = getPath(request);
  return /^\/(api|graphql)(\/|$)/.test(path) && !path.endsWith("/") ? `${path}/` : path;
}
