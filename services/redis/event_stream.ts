import { type Backend, CommandError, type SubscriptionKind } from "./backend.ts";
import { type Bytes, fromBytes } from "./bytes.ts";

/** Open subscriptions; one more is refused. */
export const MAX_SUBSCRIBERS = 1_000;
/** Messages that wait for a slow reader; with one more, the reader is disconnected. */
export const MAX_WAITING = 1_000;

/** Opens streams of server-sent events on channels of a backend. All end when `stopping` aborts. */
export function eventStreams(backend: Backend, stopping: AbortSignal) {
  let subscribers = 0;

  return async function open(kind: SubscriptionKind, channel: Bytes): Promise<ReadableStream<Uint8Array>> {
    if (subscribers >= MAX_SUBSCRIBERS) throw new CommandError("ERR max number of clients reached");
    subscribers++;
    const reader = new AbortController();
    const ended = AbortSignal.any([reader.signal, stopping]);
    ended.addEventListener("abort", () => subscribers--, { once: true });

    const { readable, send } = eventQueue(ended, () => reader.abort());
    try {
      const unsubscribe = await backend.subscribe(kind, channel, send);
      if (ended.aborted) unsubscribe();
      else ended.addEventListener("abort", unsubscribe, { once: true });
    } catch (error) {
      reader.abort();
      throw error;
    }
    send(kind, channel, "1");
    return readable;
  };
}

function eventQueue(ended: AbortSignal, end: () => void) {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let cancelled = false;
  const readable = new ReadableStream<Uint8Array>({
    start: (c) => void (controller = c),
    cancel: () => {
      cancelled = true;
      end();
    },
  }, { highWaterMark: MAX_WAITING });
  ended.addEventListener("abort", () => cancelled || controller.close(), { once: true });
  const encoder = new TextEncoder();

  const send = (...parts: Bytes[]) => {
    if (ended.aborted) return;
    if ((controller.desiredSize ?? 0) <= 0) return end();
    // A line break would end the event's line, so that each line of a message becomes a line of its own.
    const lines = fromBytes(parts.join(",")).split(/\r\n|\r|\n/);
    controller.enqueue(encoder.encode(lines.map((line) => `data: ${line}\n`).join("") + "\n"));
  };
  return { readable, send };
}
