import type { Log } from "../log.ts";

/** A database that comes back may fail a few connections yet; so long nothing must go wrong until it counts as back. */
const CALM_MS = 1_000;

/** Tells of a database that is away: once when it goes, once when it is back. */
export class Outages {
  readonly #log: Log;
  #isOut = false;
  #failedAt = -Infinity;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Something could not be read or written. */
  report(error: unknown): void {
    if (!this.#isOut) this.#log.warn("workflows cannot go on: trying again", { error });
    this.#isOut = true;
    this.#failedAt = performance.now();
  }

  /** What `work` returns; false when it fails, which is told of. */
  async survive(work: () => Promise<boolean>): Promise<boolean> {
    try {
      const result = await work();
      if (this.#isOut && performance.now() > this.#failedAt + CALM_MS) {
        this.#log.info("workflows go on again");
        this.#isOut = false;
      }
      return result;
    } catch (error) {
      this.report(error);
      return false;
    }
  }
}
