import { setBuildId } from "./build_id.ts";
import { Context, type ResolvedFreshConfig } from "./context.ts";
import { devReload, RELOAD_SCRIPT } from "./dev_reload.ts";
import { type HandlerFn, type Method, METHODS, type Middleware } from "./handlers.ts";
import { HttpError } from "./http_error.ts";
import { registerIslands } from "./islands.ts";
import type { Assets, Manifest } from "./manifest.ts";
import { runRoute, wrapPage } from "./page.ts";
import { renderDocument } from "./render.ts";
import type { RouteModule } from "./route_module.ts";
import { createRouter, type RouteMatch } from "./router.ts";
import { readTable, type RouteTable, type Segment } from "./segments.ts";
import { staticFiles, type StaticRoot } from "./static_files.ts";

export interface SiteOptions<State> {
  manifest: Manifest;
  assets: Assets;
  /** Folders served as they are, before any route. */
  staticRoots: StaticRoot[];
  /** Hears of every error that becomes a 5xx page; the visitor does not see it. */
  onError: (error: unknown, ctx: Context<State>) => void;
  /** Refuses a route's exports by throwing, when the site is made. For what a site wants of its routes besides Fresh. */
  checkRoute?: (file: string, exports: Record<string, unknown>) => void;
  /** Answers in place of a route, whatever the method, where somebody may not use it; otherwise gives undefined. */
  guard?: (ctx: Context<State>, exports: Record<string, unknown>) => Response | undefined;
  /** Reload open pages when the build changes. */
  dev?: boolean;
}

/** What the server around the site adds to a request. */
export interface SiteRequest<State> {
  /** Becomes `ctx.state`; routes' middlewares may add to it. */
  state?: State;
  info?: Deno.ServeHandlerInfo;
}

export type SiteHandler<State> = (req: Request, init?: SiteRequest<State>) => Promise<Response>;

const NO_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};
const INTERNAL = 500;

interface Site {
  table: RouteTable;
  match: (pathname: string) => RouteMatch | null;
  assets: Assets;
  config: ResolvedFreshConfig;
  scripts: string[];
  onError: (error: unknown, ctx: Context) => void;
  guard: ((ctx: Context, exports: Record<string, unknown>) => Response | undefined) | undefined;
}

const statusOf = (error: unknown) => (error instanceof HttpError ? error.status : INTERNAL);

function handlerOf({ handler, component }: RouteModule, method: string): HandlerFn<unknown, unknown> | undefined {
  if (typeof handler === "function") return handler;
  const own = handler?.[method as Method] ?? (method === "HEAD" ? handler?.GET : undefined);
  if (own) return own;
  return component && (method === "GET" || method === "HEAD") ? () => ({ data: {} }) : undefined;
}

const allowed = (route: RouteModule) => METHODS.filter((m) => m === "OPTIONS" || handlerOf(route, m)).join(", ");

/** Calls middlewares one inside the other, and `last` inside of all. */
async function through(list: Middleware<unknown>[], ctx: Context, last: () => Promise<Response>): Promise<Response> {
  const [middleware, ...rest] = list;
  if (!middleware) return await last();
  const outer = ctx.next;
  ctx.next = () => through(rest, ctx, last);
  try {
    const response: unknown = await middleware(ctx);
    if (response instanceof Response) return response;
    throw new TypeError('Cannot answer: a middleware returned no Response (is "return" missing before ctx.next()?)');
  } finally {
    ctx.next = outer;
  }
}

/** One request's way through the folders around its route, and back out through their error pages. */
class Visit {
  readonly ctx: Context;
  #site: Site;
  #inside: Segment[] = [];

  constructor(site: Site, req: Request, url: URL, match: RouteMatch | null, init: SiteRequest<unknown>) {
    this.#site = site;
    this.ctx = new Context<unknown>({
      req,
      url,
      config: site.config,
      info: init.info ?? NO_INFO,
      state: init.state ?? {},
      route: match?.route.pattern ?? null,
      params: match?.params ?? {},
      render: async (vnode, { headers, ...responseInit }, config) => {
        const tree = await wrapPage(this.ctx, vnode, this.#inside, site.table.app, config);
        if (tree instanceof Response) return tree;
        return this.ctx.html(await renderDocument(tree, site.assets, site.scripts), {
          ...responseInit,
          ...(headers && { headers }),
        });
      },
    });
  }

  async enter(around: Segment[], last: () => Promise<Response>, depth = 0): Promise<Response> {
    const segment = around[depth];
    if (!segment) return await last();
    const outer = this.#inside;
    const here = this.#inside = around.slice(0, depth + 1);
    try {
      return await through(segment.middlewares, this.ctx, () => this.enter(around, last, depth + 1));
    } catch (error) {
      this.#inside = here;
      return await this.#fail(error, segment);
    } finally {
      this.#inside = outer;
    }
  }

  /** Reports an error the first time it is seen. */
  note(error: unknown): void {
    if (this.ctx.error === error) return;
    this.ctx.error = error;
    if (statusOf(error) >= INTERNAL) this.#site.onError(error, this.ctx);
  }

  async #fail(error: unknown, segment: Segment): Promise<Response> {
    this.note(error);
    const status = statusOf(error);
    const page = (status === 404 ? this.#site.table.notFound : undefined) ?? segment.error;
    if (!page) throw error;
    return await runRoute(this.ctx, page, handlerOf(page, this.ctx.req.method) ?? handlerOf(page, "GET"), status);
  }
}

/** The answer where no error page is: what an HttpError says is public, any other error is not. */
function plainError(error: unknown): Response {
  const message = error instanceof HttpError ? error.message || `Error ${error.status}` : "Internal server error";
  return new Response(message, { status: statusOf(error) });
}

async function visit(site: Site, req: Request, init: SiteRequest<unknown>): Promise<Response> {
  const url = new URL(req.url);
  // As in Fresh: "//evil.com" must not become part of a redirect.
  url.pathname = url.pathname.replaceAll(/\/+/g, "/");
  let match: RouteMatch | null = null;
  let refusal: HttpError | undefined;
  try {
    match = site.match(url.pathname);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    refusal = error;
  }
  const route = match && site.table.module(match.route);
  const handler = route && handlerOf(route, req.method);
  const walk = new Visit(site, req, url, match, init);
  const last = async () => {
    const refused = route && site.guard?.(walk.ctx, route.exports);
    if (refused) return refused;
    if (route && handler) return await runRoute(walk.ctx, route, handler, 200);
    if (route && req.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: { allow: allowed(route) } });
    }
    throw refusal ?? new HttpError(route ? 405 : 404);
  };
  let response: Response;
  try {
    response = await walk.enter(site.table.segments(match && handler ? match.route.dir : ""), last);
  } catch (error) {
    walk.note(error);
    response = plainError(error);
  }
  if (response.status === 405 && route) response.headers.set("allow", allowed(route));
  return response;
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

/** Makes the site: a function from requests to responses, to be mounted behind the edge's own middleware. */
export async function createSite<State>(options: SiteOptions<State>): Promise<SiteHandler<State>> {
  const { manifest, assets, dev = false } = options;
  const table = readTable(manifest);
  for (const route of table.routes) {
    if (route.kind === "route") options.checkRoute?.(route.file, table.module(route).exports);
  }
  const site: Site = {
    table,
    match: createRouter(table.routes),
    assets,
    config: { basePath: "", mode: dev ? "development" : "production" },
    scripts: dev ? [RELOAD_SCRIPT] : [],
    onError: options.onError as Site["onError"],
    guard: options.guard as Site["guard"],
  };
  registerIslands(manifest.islands);
  setBuildId(assets.buildId);
  const files = await staticFiles(options.staticRoots);
  return async (req, init = {}) => {
    const file = (dev ? devReload(req, assets.buildId) : null) ?? await files(req);
    if (file) return file;
    const response = await visit(site, req, init);
    return req.method === "HEAD" ? await withoutBody(response) : response;
  };
}
