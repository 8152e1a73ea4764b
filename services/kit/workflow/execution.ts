import type { Database, Query } from "../database.ts";
import type { DebugPoint } from "../debug_point.ts";
import type { Log } from "../log.ts";
import { type Claim, readSignals, type Signals, type StepRow } from "./claim.ts";
import { LostLease } from "./lost_lease.ts";
import { record, type RunChange, type StepRecord } from "./record.ts";
import type { Refusal } from "./refusal.ts";

/** What an execution needs of its process. */
export interface Surroundings {
  database: Database;
  log: Log;
  /** Called at each debug point. */
  at: (point: DebugPoint) => unknown;
  random: () => number;
  /** Has the engine look for work after so many milliseconds. */
  wakeIn: (milliseconds: number) => void;
  /** Told of what hinders the engine itself. */
  onAway: (error: unknown) => void;
  /** When the lease is over if nobody prolongs it, on this process's clock. */
  leaseUntil: number;
  maxCrashes: number;
}

/**
 * Why nothing new is begun. ended: the body returned or threw; condemned: it is refused; late: its deadline is over;
 * lost: somebody else may have it; away: the database could not be asked; stopped: the process ends.
 */
export type Halt = "ended" | "condemned" | "late" | "lost" | "away" | "stopped";

const GONE: ReadonlySet<Halt> = new Set(["lost", "away", "stopped"]);

/** Takes back one step. */
export type Undo = (row: StepRow, refusal: Refusal) => Promise<void>;

/** A hundred years, for those that wait for ever. */
const MAX_WAIT_MS = 100 * 365 * 86_400_000;

/** Something that goes on later: at a time, or with a signal. */
interface Parked {
  wakeAt: number;
  signal: string | undefined;
  resume: () => void;
}

/**
 * One claim of a run by this process: what is known, what is in flight, and what waits.
 *
 * An operation that cannot go on never settles: the body is dropped where it stands and run again later, so that no code of a
 * body can catch what is not meant for it.
 */
export class Execution {
  readonly steps: Map<string, StepRow>;
  readonly undos = new Map<string, Undo>();
  /** Written down with whatever is written next. */
  readonly pending = new Set<StepRecord>();
  /** Steps that an earlier claim may have begun: written down when the run is refused. */
  readonly doubtful: StepRecord[] = [];
  /** Failures of the body, or of the same undo, one after another. */
  failures: number;
  signals: Signals;
  halt: Halt | undefined;
  /** Set by the transaction that ended the run. */
  output: { value: unknown } | undefined;
  leaseUntil: number;
  readonly #wakes = new Map<string, number>();
  readonly #names = new Set<string>();
  readonly #parked = new Set<Parked>();
  readonly #aborter = new AbortController();
  readonly #deadline: number;
  #active = 0;
  #position: number;
  #change = Promise.withResolvers<void>();

  constructor(readonly claim: Claim, readonly by: Surroundings) {
    const now = performance.now();
    this.steps = new Map(claim.steps.map((row) => [row.name, row]));
    this.signals = claim.signals;
    this.failures = claim.failures;
    this.leaseUntil = by.leaseUntil;
    this.#deadline = claim.deadlineInMs === null ? Infinity : now + claim.deadlineInMs;
    this.#position = Math.max(0, ...claim.steps.map(({ position }) => position));
    for (const row of claim.steps) this.wakeAfter(row.name, row.wakeInMs ?? 0);
  }

  /** Aborted when nothing may go on. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** Whether an earlier claim may have begun what nothing is known of. */
  get mayHaveBegunBefore(): boolean {
    return this.claim.fence > 1;
  }

  /** Milliseconds until a step that waits goes on; at most 0 when it may. */
  wakeIn(name: string): number {
    return (this.#wakes.get(name) ?? 0) - performance.now();
  }

  /** Remembers when a step that waits goes on. */
  wakeAfter(name: string, milliseconds: number): void {
    this.#wakes.set(name, performance.now() + milliseconds);
  }

  /** Lets nothing new begin. What is gone stays so; else the latest reason counts. */
  stop(reason: Halt): void {
    if (this.signal.aborted) return;
    this.halt = reason;
    if (GONE.has(reason)) {
      this.#aborter.abort(new DOMException(`The run is ${reason}`, "AbortError"));
      this.#change.resolve();
    }
  }

  /** Runs one operation of the body. Its name is its place in the database, so each is used once. */
  async operate<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (this.#names.has(name)) throw new Error(`Cannot run "${name}": the run has an operation of that name already`);
    if (this.output) throw new Error(`Cannot run "${name}": the run has ended`);
    this.#names.add(name);
    this.#active++;
    const result = work().finally(() => this.#leave());
    result.catch(() => {}); // a body that failed elsewhere meanwhile may wait for it no more
    return await result;
  }

  /** Whether the body may begin nothing any more. */
  mayNotBegin(): boolean {
    const now = performance.now();
    if (this.halt === undefined && now >= this.leaseUntil) this.stop("lost");
    if (this.halt === undefined && now >= this.#deadline) this.stop("late");
    return this.halt !== undefined;
  }

  /** What ends the run leaves nothing behind that goes on. */
  mustBeAlone(name: string): void {
    if (this.#active === 1 && this.#parked.size === 0) return;
    throw new Error(`Cannot end the run with "${name}": something else is in flight`);
  }

  /** Puts an operation aside: until a signal, a time (the run is laid down meanwhile), or for ever. */
  park(wakeAt = Infinity, signal?: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const parked: Parked = {
      wakeAt,
      signal,
      resume: () => {
        this.#parked.delete(parked);
        this.#active++;
        resolve();
      },
    };
    this.#parked.add(parked);
    this.#leave();
    return promise;
  }

  /** Resolves when nothing is in flight, and nothing comes of what was. */
  async settled(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#active === 0 || this.signal.aborted) return;
      await this.#change.promise;
    }
  }

  /** Resolves when the body can only be waiting for what was put aside. */
  async stuck(): Promise<void> {
    for (;;) {
      await this.settled();
      if (this.#parked.size > 0 || this.signal.aborted) return;
      await this.#change.promise;
    }
  }

  /** Milliseconds until the first of what was put aside goes on, or the deadline. */
  nextWakeInMs(): number {
    const first = Math.min(this.#deadline, ...[...this.#parked].map(({ wakeAt }) => wakeAt));
    return Math.min(MAX_WAIT_MS, Math.max(0, first - performance.now()));
  }

  /**
   * Writes unless a signal came that is not known here; then what waited for it goes on.
   *
   * @throws {LostLease}
   */
  async writeUnlessSignalled(steps: StepRecord[], change: RunChange): Promise<boolean> {
    const { count } = this.signals;
    const all = [...this.pending, ...steps];
    if (await record(this.by.database, this.claim, all, { ...change, signals: count })) {
      this.learn(all);
      return true;
    }
    this.signals = await readSignals(this.by.database, this.claim.id);
    if (this.signals.count === count) throw new LostLease(this.claim.id);
    for (const parked of [...this.#parked]) {
      if (parked.signal !== undefined && this.signals.payloads.has(parked.signal)) parked.resume();
    }
    return false;
  }

  #leave(): void {
    this.#active--;
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }

  /** Steps that must be undone if the run is refused, the last first. */
  toUndo(): StepRow[] {
    const rows = [...this.steps.values(), ...this.doubtful];
    return rows.filter(({ undo }) => undo === "due").sort((one, other) => other.position - one.position);
  }

  /** What is written down of a step, as the latest. */
  note(row: Omit<StepRecord, "position">): StepRecord {
    return { ...row, position: ++this.#position };
  }

  /**
   * Writes down what is pending, these steps, and what becomes of the run. `learn()` what is returned once it is committed.
   *
   * @throws {LostLease} when the run is not this process's any more, or one of the steps was done by another
   */
  async write(query: Query, steps: StepRecord[], change?: RunChange): Promise<StepRecord[]> {
    const all = [...this.pending, ...steps];
    const written = await record(query, this.claim, all, change);
    if (!written || steps.some(({ name }) => !written.includes(name))) throw new LostLease(this.claim.id);
    return all;
  }

  /** Takes what was written for known. */
  learn(rows: StepRecord[]): void {
    if (rows.length > 0) this.failures = 0;
    for (const row of rows) {
      this.pending.delete(row);
      this.steps.set(row.name, row);
      this.wakeAfter(row.name, row.wakeInMs ?? 0);
    }
  }

  /** Writes in the midst of an operation; if that cannot be, the operation ends here. */
  async keep(steps: StepRecord[]): Promise<void> {
    try {
      this.learn(await this.write(this.by.database, steps));
    } catch (error) {
      await this.giveUp(error);
    }
  }

  /** Ends this process's part in the run, since its state is not known here any more. Never returns. */
  async giveUp(error: unknown): Promise<never> {
    this.stop(error instanceof LostLease ? "lost" : "away");
    if (!(error instanceof LostLease)) this.by.onAway(error);
    await this.park();
    throw error; // for the compiler: what is put aside for ever does not come here
  }
}
