import type { Database } from "../database.ts";
import { delay } from "../delay.ts";
import type { Execution } from "./execution.ts";
import { prolongLeases, releaseLeases } from "./leases.ts";
import type { Outages } from "./outages.ts";

/** Parts of a lease after which it is prolonged. */
const BEATS = 3;

/** The runs that this process holds. Their leases are prolonged, all by one statement, while there are any. */
export class Holdings {
  readonly #database: Database;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #outages: Outages;
  readonly #held = new Set<Execution>();
  /** Given up while the database was away, which could not be told of it. */
  readonly #abandoned = new Set<Execution>();
  #empty = Promise.withResolvers<void>();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(database: Database, owner: string, leaseMs: number, outages: Outages) {
    this.#database = database;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
    this.#outages = outages;
  }

  /** Holds a run while `work` is at it. */
  async hold<T>(execution: Execution, work: () => Promise<T>): Promise<T> {
    this.#held.add(execution);
    this.#timer ??= setInterval(() => void this.#beat(), this.#leaseMs / BEATS);
    try {
      return await work();
    } finally {
      this.#held.delete(execution);
      if (execution.halt === "away") this.#abandoned.add(execution);
      if (this.#held.size === 0) this.#empty.resolve();
      this.#rest();
    }
  }

  /** Waits for the runs in flight, but not longer than `graceMs`; then stops them and lets other processes have them. */
  async handOver(graceMs: number): Promise<void> {
    const over = new AbortController();
    this.#empty = Promise.withResolvers();
    if (this.#held.size > 0) await Promise.race([this.#empty.promise, delay(graceMs, over.signal)]);
    over.abort();
    const rest = [...this.#held];
    for (const execution of rest) execution.stop("stopped");
    if (rest.length > 0) await this.#release(rest, false);
    if (this.#abandoned.size > 0) await this.#release([...this.#abandoned], true);
    this.#abandoned.clear();
    this.#rest();
  }

  #rest(): void {
    if (this.#held.size + this.#abandoned.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #release(executions: Execution[], isOutage: boolean): Promise<void> {
    await this.#outages.survive(async () => {
      await releaseLeases(this.#database, this.#owner, executions.map(({ claim }) => claim), isOutage);
      return true;
    });
  }

  async #beat(): Promise<void> {
    const now = performance.now();
    const held = [...this.#held];
    const abandoned = [...this.#abandoned];
    await this.#outages.survive(async () => {
      if (held.length > 0) {
        const claims = held.map(({ claim }) => claim);
        const leases = await prolongLeases(this.#database, this.#owner, claims, this.#leaseMs);
        const found = new Map(leases.map((lease) => [lease.id, lease]));
        for (const execution of held) {
          const lease = found.get(execution.claim.id);
          if (lease?.isProlonged) execution.leaseUntil = now + this.#leaseMs;
          else if (!lease?.isHeld) execution.stop("lost");
        }
      }
      if (abandoned.length > 0) {
        await releaseLeases(this.#database, this.#owner, abandoned.map(({ claim }) => claim), true);
        for (const execution of abandoned) this.#abandoned.delete(execution);
      }
      return true;
    });
    this.#rest();
  }
}
