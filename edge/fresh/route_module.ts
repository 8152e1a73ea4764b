import type { LayoutConfig, PageProps, RouteComponent } from "./context.ts";
import { type HandlerByMethod, METHODS, type Middleware, type RouteHandler } from "./handlers.ts";
import type { RouteFile } from "./router.ts";

export type Page = RouteComponent<PageProps<unknown, unknown>>;

/** A file below `routes/`, checked. */
export interface RouteModule {
  component: Page | undefined;
  handler: RouteHandler<unknown, unknown> | undefined;
  middlewares: Middleware<unknown>[];
  config: LayoutConfig;
  /** All that the file exports. */
  exports: Record<string, unknown>;
}

const CONFIG = ["skipInheritedLayouts", "skipAppWrapper"];

const isFunction = (value: unknown) => typeof value === "function";

function checkConfig(config: unknown, refuse: (why: string) => never): LayoutConfig {
  const unknown = Object.keys(config ?? {}).find((key) => !CONFIG.includes(key));
  if (unknown) refuse(`its config has "${unknown}", which is none of ${CONFIG.join(", ")}`);
  return (config ?? {}) as LayoutConfig;
}

function checkHandler(handler: unknown, refuse: (why: string) => never): RouteHandler<unknown, unknown> | undefined {
  if (handler === undefined) return undefined;
  if (isFunction(handler)) return handler as RouteHandler<unknown, unknown>;
  for (const [method, fn] of Object.entries(handler as HandlerByMethod<unknown, unknown>)) {
    if (!METHODS.some((m) => m === method)) {
      refuse(`its handler has "${method}", which is none of ${METHODS.join(", ")}`);
    }
    if (!isFunction(fn)) refuse(`its handler "${method}" is no function`);
  }
  return handler as HandlerByMethod<unknown, unknown>;
}

/** Takes a file's exports by Fresh's conventions; refuses what it would otherwise have to ignore. */
export function readModule({ file, kind }: RouteFile, exports: Record<string, unknown>): RouteModule {
  const refuse = (why: string): never => {
    throw new TypeError(`Cannot serve "routes/${file}": ${why}`);
  };
  const { default: component, handler = exports.handlers, config } = exports;
  const checked: RouteModule = { component: undefined, handler: undefined, middlewares: [], config: {}, exports };
  if (kind === "_middleware") {
    checked.middlewares = [handler ?? component].flat() as Middleware<unknown>[];
    if (!checked.middlewares.every(isFunction)) refuse("it must export one middleware or an array of them");
    return checked;
  }
  if (component !== undefined && !isFunction(component)) refuse("its default export is no component");
  checked.component = component as Page | undefined;
  checked.config = checkConfig(config, refuse);
  if (kind === "_app" || kind === "_layout") {
    if (!component) refuse("it must export a component by default");
    if (handler) refuse("it cannot have handlers");
  }
  checked.handler = checkHandler(handler, refuse);
  if (!component && !handler) refuse("it exports neither a component nor handlers");
  return checked;
}
