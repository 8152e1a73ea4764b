import { ErrorCode, ShopError } from "../../../../../services/kit/errors.ts";

/** How often a stream says that it is alive: proxies close a connection that is silent for a minute. */
const HEARTBEAT_MS = 15_000;
/** How long a browser waits before it connects again. */
const RETRY_MS = 2_000;

/** What ends a call without anything being wrong with it: the browser connects again. */
const ENDINGS = new Set([ErrorCode.CANCELLED, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE]);

/**
 * Sends values as server-sent events, each as JSON, until there are no more or nobody listens.
 *
 * @param left aborted when nobody listens any more
 */
export function eventStream<T>(
  values: AsyncIterator<T>,
  left: AbortController,
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let heartbeat: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(":\n\n")), heartbeatMs);
    },
    async pull(controller) {
      try {
        const { done, value } = await values.next();
        if (!done) return controller.enqueue(encoder.encode(`data: ${JSON.stringify(value)}\n\n`));
      } catch (error) {
        if (!(error instanceof ShopError && ENDINGS.has(error.code))) throw error;
      }
      clearInterval(heartbeat);
      if (!left.signal.aborted) controller.close();
    },
    cancel() {
      clearInterval(heartbeat);
      left.abort();
    },
  });
}
