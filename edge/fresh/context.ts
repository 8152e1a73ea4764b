import type { AnyComponent, ComponentChildren, FunctionComponent, VNode } from "preact";

/** The site's settings that a route may see. */
export interface ResolvedFreshConfig {
  readonly basePath: string;
  readonly mode: "development" | "production";
}

/** Which wrappers a route or layout leaves out. */
export interface LayoutConfig {
  /** Leave out the layouts of the folders above. */
  skipInheritedLayouts?: boolean;
  /** Leave out `_app`. */
  skipAppWrapper?: boolean;
}

/** The `config` export of a route. */
export type RouteConfig = LayoutConfig;

/** What pages, layouts, `_app` and error pages receive. */
export type PageProps<Data = unknown, State = unknown> =
  & Pick<
    Context<State>,
    "config" | "url" | "req" | "params" | "info" | "state" | "isPartial" | "Component" | "error" | "route"
  >
  & { data: Data };

/** A page, layout or `_app` that awaits; it may also answer by itself with a Response. */
export type AsyncAnyComponent<P> = (
  ...args: Parameters<FunctionComponent<P>>
) => Promise<VNode | Response | null>;

export type RouteComponent<P> = AnyComponent<P> | AsyncAnyComponent<P>;

/** Renders a page inside the layouts and app of where the request is now; the site gives it to each context. */
export type RenderPage = (vnode: VNode | null, init: ResponseInit, config: LayoutConfig) => Promise<Response>;

/** What a context is made from. */
export interface ContextInit<State> {
  req: Request;
  url: URL;
  info: Deno.ServeHandlerInfo;
  config: ResolvedFreshConfig;
  state: State;
  route: string | null;
  params: Record<string, string>;
  render: RenderPage;
}

/** One request on its way through middlewares, handler and page. */
export class Context<State = unknown> {
  readonly req: Request;
  readonly url: URL;
  readonly info: Deno.ServeHandlerInfo;
  readonly config: ResolvedFreshConfig;
  /** Shared by all middlewares, the handler and the page. */
  readonly state: State;
  /** The pattern of the matched route, such as `/products/[slug]` in Fresh's own form `/products/:slug`. */
  readonly route: string | null;
  /** What the URL gave for the route's `[name]` parts, decoded. */
  readonly params: Record<string, string>;
  /** What was thrown, on its way to an error page; otherwise null. */
  error: unknown = null;
  /** Always false: partials are not supported. */
  readonly isPartial = false;
  /** Goes on to the next middleware or the route. */
  next: () => Promise<Response> = () => Promise.reject(new Error('Cannot call "next": no request is being handled'));
  /** What a layout or `_app` wraps. */
  Component: FunctionComponent = () => null;
  #render: RenderPage;

  constructor(init: ContextInit<State>) {
    this.req = init.req;
    this.url = init.url;
    this.info = init.info;
    this.config = init.config;
    this.state = init.state;
    this.route = init.route;
    this.params = init.params;
    this.#render = init.render;
  }

  /** Answers with a redirect. A path can never leave this site: `//evil.com` becomes `/evil.com`. */
  redirect(pathOrUrl: string, status = 302): Response {
    const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(pathOrUrl) ?? [];
    const location = path.startsWith("/") ? path.replaceAll(/[/\\]+/g, "/") + rest : pathOrUrl;
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX inside the layouts and `_app`. */
  render(vnode: VNode | null, init: ResponseInit = {}, config: LayoutConfig = {}): Promise<Response> {
    return this.#render(vnode, init, config);
  }

  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("content-type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }
}

/** The props that a page, layout or `_app` gets from a context. */
export function pageProps<Data, State>(
  ctx: Context<State>,
  data: Data,
  child: ComponentChildren,
): PageProps<Data, State> {
  const { config, url, req, params, info, state, isPartial, error, route } = ctx;
  return { config, url, req, params, info, state, isPartial, error, route, data, Component: () => child };
}
