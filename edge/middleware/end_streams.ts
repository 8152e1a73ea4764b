import type { MiddlewareHandler } from "hono";
import type { Env } from "../env.ts";

/** Ends streams of events when the process stops: they would keep it from stopping, and browsers connect again. */
export function endStreams(stopping: AbortSignal): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    if (!c.res.headers.get("content-type")?.startsWith("text/event-stream") || !c.res.body) return;
    c.res = new Response(endingWith(stopping, c.res.body), c.res);
  };
}

function endingWith(stopping: AbortSignal, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let stop: () => void;
  return new ReadableStream({
    start(controller) {
      stop = () => {
        controller.close();
        reader.cancel().catch(() => {}); // nobody is left to hear of it
      };
      if (stopping.aborted) stop();
      else stopping.addEventListener("abort", stop, { once: true });
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (stopping.aborted) return;
      if (!done) return controller.enqueue(value);
      stopping.removeEventListener("abort", stop);
      controller.close();
    },
    cancel(reason) {
      stopping.removeEventListener("abort", stop);
      return reader.cancel(reason);
    },
  });
}
