import type { Attempt } from "./workflow.ts";

/**
 * Runs one attempt at something elsewhere. It is left behind, its signal aborted, when it takes longer than `timeoutMs` or
 * `stop` is aborted.
 */
export async function attempt<T>(
  work: (attempt: Attempt) => Promise<T>,
  { key, timeoutMs, stop }: { key: string; timeoutMs: number; stop: AbortSignal },
): Promise<T> {
  const aborter = new AbortController();
  const left = Promise.withResolvers<never>();
  aborter.signal.addEventListener("abort", () => left.reject(aborter.signal.reason));
  const halt = () => aborter.abort(stop.reason);
  const timer = setTimeout(
    () => aborter.abort(new DOMException(`Cannot wait longer: no answer after ${timeoutMs} ms`, "TimeoutError")),
    timeoutMs,
  );
  stop.addEventListener("abort", halt);
  try {
    if (stop.aborted) halt();
    return await Promise.race([left.promise, work({ key, signal: aborter.signal })]);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener("abort", halt);
  }
}
