import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Env } from "../../env.ts";
import { BEARER } from "./declared_access.ts";

const DESCRIPTION = `Everything the shop can do, over HTTP and JSON.

- Amounts of money are exact decimal strings with an ISO 4217 currency; times are RFC 3339 in UTC.
- Lists are paged by cursors: send \`next_cursor\` back as \`cursor\` until it is null.
- Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`: [all codes](/api/v1/docs/errors/).
- Every answer carries \`x-request-id\`: tell it to us when something goes wrong.
- Requests that change something are limited by address: see \`RateLimit\` and, when refused, \`Retry-After\`.
- Whoever is signed in sends the access token as \`Authorization: Bearer\`. It holds for five minutes; a refresh token gets
  the next one, once. \`x-access\` says who may use an operation.
- A path may be written with or without its last slash.`;

/** The OpenAPI 3.1 document of all that is registered. */
export function openApiDocument(rest: OpenAPIHono<Env>): object {
  rest.openAPIRegistry.registerComponent("securitySchemes", BEARER, {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  return rest.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "ShopFlow API",
      version: "1.0.0",
      description: DESCRIPTION,
      license: { name: "MIT" },
    },
    servers: [{ url: "/api/v1" }],
    tags: [
      { name: "Catalogue", description: "Products, categories and search" },
      { name: "Signing in", description: "Accounts, and the tokens of those who have one" },
      { name: "Account", description: "The account of whoever is signed in" },
      { name: "Operations", description: "For those who run the shop" },
    ],
  });
}
