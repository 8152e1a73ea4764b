import type { Context, ErrorHandler } from "hono";
import { currentContext } from "../../services/kit/context.ts";
import { ErrorCode, type ShopError } from "../../services/kit/errors.ts";
import type { Log } from "../../services/kit/log.ts";
import type { Env } from "../env.ts";
import { problem, retryAfter, toShopError } from "../gateway/problem.ts";
import { errorPage } from "./error_page.tsx";

/** Answers what was thrown outside of the site's own error pages, and logs what operators must know of. */
export function answerError(log: Log): ErrorHandler<Env> {
  return (thrown, c) => {
    const error = toShopError(thrown);
    if (error.isBug) log.error("unexpected error", { error: thrown });
    else if (error.httpStatus >= 500) log.warn("cannot answer", { error: thrown });
    return refusal(c, error);
  };
}

/** The answer to a request that failed: a page for people, a problem for programs and for the whole API. */
export function refusal(c: Context<Env>, error: ShopError, headers: Record<string, string> = {}): Response {
  const requestId = currentContext()?.requestId ?? "";
  const isPage = !/^\/(api|graphql)(\/|$)/.test(c.req.path) && c.req.header("accept")?.includes("text/html");
  if (!isPage) return problem(error, requestId, { ...challenge(c, error), ...headers });
  return new Response(errorPage(error, requestId), {
    status: error.httpStatus,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      ...retryAfter(error),
      ...headers,
    },
  });
}

/** Tells programs how to say who they are, or that the token they sent is no good. */
function challenge(c: Context<Env>, { code, httpStatus }: ShopError): Record<string, string> {
  if (httpStatus !== 401) return {};
  const isToken = code === ErrorCode.UNAUTHENTICATED && c.req.header("authorization") !== undefined;
  return { "www-authenticate": isToken ? 'Bearer error="invalid_token"' : "Bearer" };
}
