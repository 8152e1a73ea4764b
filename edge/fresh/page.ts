import { h, type VNode } from "preact";
import { type Context, type LayoutConfig, pageProps } from "./context.ts";
import type { HandlerFn, PageResponse } from "./handlers.ts";
import type { Page, RouteModule } from "./route_module.ts";
import type { Segment } from "./segments.ts";

type Rendered = VNode | Response | null;

/** Makes a page, layout or `_app` into JSX; an async one is awaited, and may answer by itself. */
async function renderComponent(ctx: Context, component: Page, data: unknown, child: VNode | null): Promise<Rendered> {
  const props = pageProps(ctx, data, child);
  if (component.constructor.name !== "AsyncFunction") {
    return h(component as Parameters<typeof h>[0], props as Parameters<typeof h>[1]) as VNode;
  }
  return await (component as (props: unknown) => Promise<Rendered>)(props);
}

/** The layouts and app around a page, from the innermost. */
function wrappers(segments: Segment[], app: Page | undefined, config: LayoutConfig): Page[] {
  let layouts: Page[] = [];
  let withApp = !config.skipAppWrapper;
  for (const { layout } of segments) {
    if (!layout) continue;
    layouts = layout.config.skipInheritedLayouts ? [layout.component] : [layout.component, ...layouts];
    if (layout.config.skipAppWrapper) withApp = false;
  }
  if (config.skipInheritedLayouts) layouts = [];
  return withApp && app ? [...layouts, app] : layouts;
}

/** Puts a page inside its layouts and `_app`. */
export async function wrapPage(
  ctx: Context,
  page: VNode | null,
  segments: Segment[],
  app: Page | undefined,
  config: LayoutConfig,
): Promise<Rendered> {
  let tree: Rendered = page;
  for (const component of wrappers(segments, app, config)) {
    tree = await renderComponent(ctx, component, undefined, tree);
    if (tree instanceof Response) return tree;
  }
  return tree;
}

/** Runs a route's handler, then renders its page if the handler gave data. */
export async function runRoute(
  ctx: Context,
  route: RouteModule,
  handler: HandlerFn<unknown, unknown> | undefined,
  status: number,
): Promise<Response> {
  const result: unknown = handler ? await handler(ctx) : { data: {} };
  if (result instanceof Response) return result;
  if (typeof result !== "object" || result === null || !("data" in result)) {
    throw new TypeError('Cannot answer: the handler returned neither a Response nor "page(data)"');
  }
  if (!route.component) throw new TypeError("Cannot answer: the handler returned data, but the route has no page");
  const { data, headers, status: own = status } = result as PageResponse<unknown>;
  const page = await renderComponent(ctx, route.component, data, null);
  if (page instanceof Response) return page;
  return await ctx.render(page, { status: own, ...(headers && { headers }) }, route.config);
}
