import { Hono } from "hono";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import type { Clients } from "../../clients/clients.ts";
import type { Env } from "../../env.ts";
import { refusal } from "../../middleware/answer_error.ts";
import { readBody } from "../../middleware/read_body.ts";
import { callerOf } from "../limits/caller.ts";
import { TokenBuckets } from "../limits/token_buckets.ts";

/** How often one address may hand in events: a provider sends several for each order, and all again after an outage. */
const PER_MINUTE = 30_000;
const WINDOW_MS = 60_000;
/** All of a request that its receiver needs to know its sender. */
const SIGNATURES = ["bank-signature", "stripe-signature"];
const PATH = "/api/v1/webhooks/payments/:provider/";

/** What the webhooks need. */
export interface PaymentWebhookOptions {
  clients: Pick<Clients, "payments">;
  /** How many of our own proxies add to X-Forwarded-For; without any, the header is ignored. */
  trustedProxies: number;
  perMinute?: number;
  now?: () => number;
}

/**
 * Where payment providers tell what happened. They are no shoppers: they have no cookies, their limit is their own, and the
 * signature over the body, which goes on byte for byte, says who they are. Any answer but 200 makes them send it again.
 */
export function paymentWebhooks(options: PaymentWebhookOptions): Hono<Env> {
  const { clients, trustedProxies, perMinute = PER_MINUTE, now = Date.now } = options;
  const limit = new TokenBuckets({ max: perMinute, windowMs: WINDOW_MS }, now);
  const app = new Hono<Env>();
  app.use(PATH, (c, next) => {
    if (limit.take(callerOf(c, trustedProxies)).allowed) return next();
    throw new ShopError(ErrorCode.RATE_LIMITED, "Cannot take the event: too many come from this address");
  });
  app.post(PATH, readBody(), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const headers = Object.fromEntries(SIGNATURES.flatMap((name) => {
      const value = c.req.header(name);
      return value === undefined ? [] : [[name, value]];
    }));
    await clients.payments.receivePaymentEvent({ provider: c.req.param("provider"), headers, body });
    return c.json({ received: true }, 200, { "cache-control": "no-store" });
  });
  app.all(PATH, (c) => {
    const message = `Cannot ${c.req.method} "${c.req.path}": it allows POST`;
    return refusal(c, new ShopError(ErrorCode.METHOD_NOT_ALLOWED, message), { allow: "POST" });
  });
  return app;
}
