const SIGNALS: Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** `deno task` passes on a signal that the terminal has sent us already: not a second wish. */
const ECHO_MS = 500;
const PARENT_POLL_MS = 1_000;

/** Asks to stop: by a signal, or because the process that started us is gone. */
export interface StopRequest {
  /** Aborted by the first request. */
  signal: AbortSignal;
  /** Resolves with the first request. */
  asked: Promise<void>;
}

/** Listens for requests to stop. Signals after the first call `again`. */
export function listenForStop(again: () => void): StopRequest {
  const first = new AbortController();
  const asked = Promise.withResolvers<void>();
  let askedAt = 0;
  const ask = () => {
    if (askedAt === 0) {
      askedAt = Date.now();
      first.abort();
      asked.resolve();
    } else if (Date.now() - askedAt > ECHO_MS) {
      again();
    }
  };
  for (const signal of SIGNALS) Deno.addSignalListener(signal, ask);
  const parent = Deno.ppid;
  const timer = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(timer);
    ask();
  }, PARENT_POLL_MS);
  Deno.unrefTimer(timer);
  return { signal: first.signal, asked: asked.promise };
}
