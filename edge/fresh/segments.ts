import type { LayoutConfig } from "./context.ts";
import type { Middleware } from "./handlers.ts";
import type { Manifest } from "./manifest.ts";
import { type Page, readModule, type RouteModule } from "./route_module.ts";
import { readRoutes, type RouteFile } from "./router.ts";

/** What one folder below `routes/` puts around its routes. */
export interface Segment {
  middlewares: Middleware<unknown>[];
  layout: { component: Page; config: LayoutConfig } | undefined;
  error: RouteModule | undefined;
}

/** A site's modules, in the order a request meets them. */
export interface RouteTable {
  routes: RouteFile[];
  module(route: RouteFile): RouteModule;
  /** The folders around a route, from `routes/` inwards. */
  segments(dir: string): Segment[];
  app: Page | undefined;
  notFound: RouteModule | undefined;
}

/** Reads and checks every route module of a manifest. */
export function readTable(manifest: Manifest): RouteTable {
  const routes = readRoutes(Object.keys(manifest.routes));
  const modules = new Map(
    routes.map((r) => [r.file, readModule(r, manifest.routes[r.file] as Record<string, unknown>)] as const),
  );
  const special = (kind: string, dir: string) => {
    const route = routes.find((r) => r.kind === kind && r.dir === dir);
    return route && modules.get(route.file);
  };
  const segment = (dir: string): Segment => {
    const layout = special("_layout", dir);
    return {
      middlewares: special("_middleware", dir)?.middlewares ?? [],
      layout: layout?.component && { component: layout.component, config: layout.config },
      error: special("_error", dir),
    };
  };
  const chains = new Map<string, Segment[]>();
  const segments = (dir: string): Segment[] => {
    let chain = chains.get(dir);
    if (!chain) {
      const outer = dir === "" ? [] : segments(dir.slice(0, Math.max(0, dir.lastIndexOf("/"))));
      chains.set(dir, chain = [...outer, segment(dir)]);
    }
    return chain;
  };
  return {
    routes,
    module: (route) => modules.get(route.file) as RouteModule,
    segments,
    app: special("_app", "")?.component,
    notFound: special("_404", ""),
  };
}
