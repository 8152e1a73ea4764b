import type { OpenAPIHono } from "@hono/zod-openapi";
import { createMiddleware } from "hono/factory";
import { Permission } from "../../../proto/gen/shopflow/common/v1/policy_pb.ts";
import { type Access, accessName, demand } from "../../access.ts";
import type { Env } from "../../env.ts";

/** Where the OpenAPI document says who may use an operation: "anyone", "account", or a right such as "ORDER_MANAGE". */
const EXTENSION = "x-access";
/** The name under which the document explains bearer tokens. */
export const BEARER = "bearer";

/** The part of an operation's route that says who may use it, and holds callers to it. */
export function needs(access: Access) {
  return {
    [EXTENSION]: accessName(access),
    ...(access !== "anyone" && { security: [{ [BEARER]: [] }] }),
    middleware: createMiddleware<Env>((c, next) => {
      demand(c.get("state").session, access);
      return next();
    }),
  };
}

/**
 * Who may use each operation of an API, such as "GET /products/:slug/".
 *
 * @throws {TypeError} when one that it serves does not say so
 */
export function declaredAccess(api: OpenAPIHono<Env>, open: readonly string[]): Map<string, Access> {
  const declared = new Map<string, Access>(open.map((path) => [`GET ${path}`, "anyone"]));
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, [EXTENSION]: name } = definition.route;
    const access = accessOf(name);
    if (access) declared.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, access);
  }
  for (const { method, path } of api.routes) {
    if (method === "ALL" || declared.has(`${method} ${path}`)) continue;
    throw new TypeError(`Cannot serve ${method} "${path}": it does not declare who may use it`);
  }
  return declared;
}

function accessOf(name: unknown): Access | undefined {
  if (name === "anyone" || name === "account") return name;
  return Permission[name as keyof typeof Permission];
}
