import type { PageProps, RouteComponent } from "./context.ts";
import type { HandlerByMethod, HandlerFn, Middleware, RouteHandler } from "./handlers.ts";

/** Gives routes their types; every function returns what it is given. */
export interface Define<State> {
  /** Handlers of a route: one function, or one a method. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;

  /** A page; `define.page<typeof handler>` takes the type of `props.data` from the route's handlers. */
  page<
    // deno-lint-ignore no-explicit-any -- handlers of any data, as in Fresh: `unknown` would refuse typed ones
    Handler extends RouteHandler<any, State> = never,
    Data = Handler extends HandlerFn<infer D, State> ? D : Handler extends HandlerByMethod<infer D, State> ? D : never,
  >(render: RouteComponent<PageProps<Data, State>>): typeof render;

  /** A layout or `_app`: it renders `<props.Component />` where the page goes. */
  layout(render: RouteComponent<PageProps<unknown, State>>): typeof render;

  /** One middleware, or several in their order. */
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
}

/** Makes the `define` of a site whose middlewares share `State`. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}
