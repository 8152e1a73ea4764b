import type { State } from "./state.ts";

/** What Hono's context carries in the edge: how the request came in, and the state given to handlers and pages. */
export interface Env {
  Bindings: Partial<Deno.ServeHandlerInfo<Deno.NetAddr>>;
  Variables: { state: State };
}
