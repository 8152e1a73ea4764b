import type { MiddlewareHandler } from "hono";
import type { Log } from "../../services/kit/log.ts";
import type { Env } from "../env.ts";

/** Asked for by probes every few seconds: worth a line only to who looks closely. */
const PROBED = "/api/v1/health/";

/** Logs one line a request, once its answer begins. The query stays out: people type anything into search boxes. */
export function accessLog(log: Log): MiddlewareHandler<Env> {
  return async (c, next) => {
    const start = performance.now();
    await next();
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const write = c.req.path === PROBED ? log.debug : log.info;
    write("request", { method: c.req.method, path: c.req.path, status: c.res.status, ms });
  };
}
