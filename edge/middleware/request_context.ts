import type { MiddlewareHandler } from "hono";
import { makeContext, withContext } from "../../services/kit/context.ts";
import type { Env } from "../env.ts";

/** How long a request may take in all; every call to a service gets what is left of it. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Gives each request an id and a trace, which logs and calls to services carry, and a deadline. A stream of events has
 * none: it lasts as long as somebody listens.
 */
export const requestContext: MiddlewareHandler<Env> = (c, next) => {
  const requestId = c.req.header("x-request-id");
  const traceparent = c.req.header("traceparent");
  const isStream = c.req.header("accept") === "text/event-stream";
  const context = makeContext({
    ...(requestId && { requestId }),
    ...(traceparent && { traceparent }),
    ...(!isStream && { deadline: Date.now() + REQUEST_TIMEOUT_MS }),
  });
  return withContext(context, async () => {
    await next();
    c.res.headers.set("x-request-id", context.requestId);
  });
};
