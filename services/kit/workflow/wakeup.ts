import type { Database } from "../database.ts";
import { delay } from "../delay.ts";
import type { Outages } from "./outages.ts";

/** Timers are a little early now and then; what is due then would be found only by the next look. */
const MARGIN_MS = 5;

/** Lets the engine sleep until there may be work. */
export class Wakeup {
  #waker = new AbortController();
  #nextAt = Infinity;

  /** There may be work now. */
  wake(): void {
    this.#waker.abort();
  }

  /** There will be work after so many milliseconds. */
  wakeIn(milliseconds: number): void {
    const at = performance.now() + milliseconds + MARGIN_MS;
    if (at >= this.#nextAt) return;
    this.#nextAt = at;
    this.wake(); // to sleep for a shorter time
  }

  /** Sleeps until there may be work, at the longest for `limitMs`, or until `signal` is aborted. */
  async wait(limitMs: number, signal: AbortSignal): Promise<void> {
    const stop = () => this.wake();
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const waitMs = Math.max(0, Math.min(limitMs, this.#nextAt - performance.now()));
    await delay(waitMs, this.#waker.signal);
    signal.removeEventListener("abort", stop);
    this.#waker = new AbortController();
    if (performance.now() >= this.#nextAt) this.#nextAt = Infinity;
  }

  /**
   * Listens to who writes runs down, until what is returned is called. The driver connects again by itself when the connection
   * is lost, or could not be made.
   */
  listen(database: Database, outages: Outages): () => void {
    const wake = () => this.wake();
    const listening = database.listen("workflow_runs", wake, wake);
    listening.catch((error) => outages.report(error));
    return () => void listening.then(({ unlisten }) => unlisten()).catch((error) => outages.report(error));
  }
}
