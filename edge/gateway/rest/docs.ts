import { Hono } from "hono";
import type { Env } from "../../env.ts";
import { docsPage, errorsPage, START_SCRIPT } from "./docs_pages.tsx";

const CACHE = "public, max-age=3600";
const HTML = "text/html; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";

/** Anyone may read what the API does. */
export const DOCS_PATHS = [
  "/openapi.json/",
  "/docs/",
  "/docs/errors/",
  "/docs/start.js/",
  "/docs/swagger-ui.css/",
  "/docs/swagger-ui-bundle.js/",
];

/**
 * The OpenAPI document and the pages that show it, all from this site.
 *
 * @param document Makes the OpenAPI document, once, when it is first asked for.
 */
export function docsApi(document: () => object): Hono<Env> {
  const api = new Hono<Env>();
  let made: string | undefined;
  api.get("/openapi.json/", () => text(made ??= JSON.stringify(document()), "application/json"));
  api.get("/docs/", () => text(docsPage(), HTML));
  api.get("/docs/errors/", () => text(errorsPage(), HTML));
  api.get("/docs/start.js/", () => text(START_SCRIPT, JAVASCRIPT));
  api.get("/docs/swagger-ui.css/", async () => {
    const { default: css } = await import("swagger-ui-dist/swagger-ui.css", { with: { type: "text" } });
    return text(css, "text/css; charset=utf-8");
  });
  api.get("/docs/swagger-ui-bundle.js/", async () => {
    const { default: script } = await import("swagger-ui-dist/swagger-ui-bundle.js", { with: { type: "text" } });
    return text(script, JAVASCRIPT);
  });
  return api;
}

function text(body: string, contentType: string): Response {
  return new Response(body, { headers: { "content-type": contentType, "cache-control": CACHE } });
}
