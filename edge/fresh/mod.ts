/**
 * What routes import as `fresh`: Fresh 2's names, with Fresh 2's meaning.
 *
 * @module
 */
export type { Context, LayoutConfig, PageProps, ResolvedFreshConfig, RouteConfig } from "./context.ts";
export { createDefine, type Define } from "./define.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  type Method,
  type Middleware,
  page,
  type PageResponse,
  type RouteData,
  type RouteHandler,
} from "./handlers.ts";
export { type ErrorStatus, HttpError } from "./http_error.ts";
