import type { StepTaken } from "../../../../components/timeline.tsx";
import type { State } from "../../../../edge/state.ts";
import { define } from "../../../../utils.ts";
import { PRIVATE } from "../../../(_shared)/cache.ts";
import { found } from "../../../(_shared)/found.ts";
import { eventStream } from "./(_order)/event_stream.ts";
import { type OrderName, orderName } from "./(_order)/read_order.ts";
import { stepsTaken } from "./(_order)/steps_taken.ts";

export const access = "anyone";

/** The steps of an order as server-sent events: all of them at once, and again whenever there is a new one. */
export const handler = define.handlers({
  async GET(ctx) {
    const left = new AbortController();
    const steps = watchSteps(ctx.state, orderName(ctx.state, ctx.params), left.signal);
    const first = await found(steps.next()); // Somebody else's order is none.
    const stream = eventStream(startingWith(first, steps), left);
    return new Response(stream, { headers: { ...PRIVATE, "content-type": "text/event-stream" } });
  },
});

async function* watchSteps(
  { clients }: State,
  name: OrderName,
  signal: AbortSignal,
): AsyncGenerator<StepTaken[]> {
  for await (const { order } of clients.orders.watchOrder(name, { signal })) {
    if (order) yield stepsTaken(order);
  }
}

async function* startingWith<T>(first: IteratorResult<T>, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
