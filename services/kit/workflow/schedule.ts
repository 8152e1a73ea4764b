import type { Database } from "../database.ts";
import type { Log } from "../log.ts";
import { delay } from "../delay.ts";
import type { Outages } from "./outages.ts";

interface Job {
  name: string;
  seconds: number;
  work: (signal: AbortSignal) => Promise<unknown>;
}

interface Slot {
  name: string;
  fence: number;
}

/**
 * Work that is done again and again. Each kind has one row, whose next slot only one replica can take; a slot that comes while
 * one is worked on, or nobody is there, passes.
 */
export class Schedule {
  readonly #database: Database;
  readonly #owner: string;
  readonly #leaseMs: number;
  readonly #log: Log;
  readonly #outages: Outages;
  readonly #jobs = new Map<string, Job>();

  constructor(database: Database, owner: string, leaseMs: number, log: Log, outages: Outages) {
    this.#database = database;
    this.#owner = owner;
    this.#leaseMs = leaseMs;
    this.#log = log;
    this.#outages = outages;
  }

  add(name: string, seconds: number, work: Job["work"]): void {
    if (this.#jobs.has(name)) throw new Error(`Cannot schedule "${name}": it is scheduled already`);
    this.#jobs.set(name, { name, seconds, work });
  }

  /** Takes slots as they come, until `signal` is aborted and the work begun has ended. */
  async run(signal: AbortSignal, pollMs: number): Promise<void> {
    let isKnown = false;
    const working = new Map<string, Promise<void>>();
    while (!signal.aborted) {
      await this.#outages.survive(async () => {
        if (!isKnown) await this.#introduce();
        isKnown = true;
        const idle = [...this.#jobs.keys()].filter((name) => !working.has(name));
        for (const slot of await this.#take(idle)) {
          working.set(slot.name, this.#do(slot, signal).finally(() => working.delete(slot.name)));
        }
        return true;
      });
      await delay(pollMs, signal);
    }
    await Promise.all(working.values());
  }

  async #introduce(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    await this.#database`
      insert into workflow_schedule as known (name, every_seconds, next_at)
      select name, seconds, now()
      from unnest(${jobs.map(({ name }) => name)}::text[], ${
      jobs.map(({ seconds }) => String(seconds))
    }::text[]::float8[])
        as job (name, seconds) order by name
      on conflict (name) do update set every_seconds = excluded.every_seconds
      where known.every_seconds <> excluded.every_seconds`;
  }

  async #take(names: string[]): Promise<Slot[]> {
    return await this.#database<Slot[]>`
      with due as materialized (
        select name from workflow_schedule where name = any(${names}::text[]) and next_at <= now()
        for update skip locked
      )
      update workflow_schedule as slot set owner = ${this.#owner}, fence = fence + 1, started_at = now(),
        next_at = clock_timestamp() + ${this.#leaseMs}::float8 * interval '1 ms'
      from due where slot.name = due.name returning slot.name, fence`;
  }

  async #do({ name, fence }: Slot, signal: AbortSignal): Promise<void> {
    const { work, seconds } = this.#jobs.get(name)!;
    const beat = setInterval(() => void this.#outages.survive(() => this.#prolong(name, fence)), this.#leaseMs / 3);
    let failure: string | null = null;
    try {
      await work(signal);
    } catch (error) {
      if (!signal.aborted) this.#log.error("scheduled work failed", { name, error });
      failure = error instanceof Error ? error.message : String(error);
    } finally {
      clearInterval(beat);
    }
    // Left undone when the database is away: the lease ends by itself
    await this.#outages.survive(async () => {
      await this.#database`
        update workflow_schedule set owner = null, finished_at = now(), error = ${failure},
          next_at = to_timestamp((floor(extract(epoch from now()) / ${seconds}::float8) + 1) * ${seconds}::float8)
        where name = ${name} and owner = ${this.#owner} and fence = ${fence}`;
      return true;
    });
  }

  async #prolong(name: string, fence: number): Promise<boolean> {
    await this.#database`
      update workflow_schedule set next_at = clock_timestamp() + ${this.#leaseMs}::float8 * interval '1 ms'
      where name = ${name} and owner = ${this.#owner} and fence = ${fence}`;
    return true;
  }
}
