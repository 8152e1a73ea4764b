import type { MiddlewareHandler } from "hono";
import { invalidArgument } from "../../services/kit/errors.ts";
import type { Env } from "../env.ts";

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i;

/** Refuses a malformed Host: it is part of every address that the edge reads, and "a.example/x" would change the path. */
export const refuseHost: MiddlewareHandler<Env> = (c, next) => {
  if (HOST.test(c.req.header("host") ?? "localhost") && URL.canParse(c.req.url)) return next();
  throw invalidArgument(
    "Cannot tell the site: the host is malformed",
    "host",
    "must be a name, with or without a port",
  );
};
