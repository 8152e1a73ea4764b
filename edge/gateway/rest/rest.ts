import { OpenAPIHono } from "@hono/zod-openapi";
import { ErrorCode, ShopError } from "../../../services/kit/errors.ts";
import type { Env } from "../../env.ts";
import { refusal } from "../../middleware/answer_error.ts";
import { accountApi } from "./account.ts";
import { authApi } from "./auth.ts";
import { refuseInvalid } from "./answers.ts";
import { catalogApi } from "./catalog.ts";
import { declaredAccess } from "./declared_access.ts";
import { DOCS_PATHS, docsApi } from "./docs.ts";
import { healthApi } from "./health.ts";
import { openApiDocument } from "./openapi_document.ts";

/** What the REST API needs besides the state of each request. */
export interface RestOptions {
  /** The shop's currency, an ISO 4217 code. */
  currency: string;
  /** Rejects when Redis does not work. */
  pingRedis: () => Promise<unknown>;
}

/** The REST API, to be mounted at /api/v1. Its paths end in a slash. */
export function createRest({ currency, pingRedis }: RestOptions): OpenAPIHono<Env> {
  const rest = new OpenAPIHono<Env>({ defaultHook: refuseInvalid });
  rest.route("/", catalogApi(currency));
  rest.route("/", healthApi(pingRedis));
  rest.route("/", authApi());
  rest.route("/", accountApi());
  rest.route("/", docsApi(() => openApiDocument(rest)));
  declaredAccess(rest, DOCS_PATHS);
  refuseOtherMethods(rest);
  return rest;
}

/** Every path that is served answers a method of which it knows nothing with a list of those it knows. */
function refuseOtherMethods(rest: OpenAPIHono<Env>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of rest.routes) {
    if (method === "ALL") continue;
    const known = methods.get(path) ?? new Set(["OPTIONS"]);
    methods.set(path, known.add(method));
    if (method === "GET") known.add("HEAD");
  }
  for (const [path, known] of methods) {
    const allow = [...known].sort().join(", ");
    rest.all(path, (c) => {
      if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
      const message = `Cannot ${c.req.method} "${c.req.path}": it allows ${allow}`;
      return refusal(c, new ShopError(ErrorCode.METHOD_NOT_ALLOWED, message), { allow });
    });
  }
}
