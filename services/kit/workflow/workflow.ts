import type { Query } from "../database.ts";
import type { Refusal } from "./refusal.ts";
import type { RetryPolicy } from "./retry.ts";

/** What a body does its work with. It must await nothing else, and do the same again when it is run again. */
export interface Run {
  /** The run's id, a UUID. */
  readonly id: string;
  /** What the run is about. */
  readonly subject: string | undefined;
  /** A UUID that is the same whenever this step of this run is tried: an idempotency key for whoever is asked. */
  key(step: string): string;

  /**
   * Does something elsewhere (a provider, a mail server), at least once; its result is kept and not asked for again.
   *
   * One statement when it succeeds, none with `memo: "with next"`; one for each failure that is retried.
   *
   * @throws {Refusal} when `work` throws one
   * @throws {StepFailed} when it was tried often enough; a body may catch both, and gets the same ones when it is run again
   */
  step<T>(name: string, work: (attempt: Attempt) => Promise<T>, options?: StepOptions<T>): Promise<T>;

  /**
   * Does something in the run's own database, exactly once: what `work` does and that it did are one transaction, which
   * commits only while this process holds the run. One statement besides those of `work`.
   *
   * @throws {Refusal} when `work` throws one
   * @throws {StepFailed} when it was tried often enough
   */
  transaction<T>(name: string, work: (tx: Query) => Promise<T>, options?: TransactionOptions<T>): Promise<T>;

  /**
   * Waits until the run gets the signal, in no process meanwhile.
   *
   * @returns what came with it, the first time for ever; undefined when none came in `timeoutMs`
   */
  waitFor<T>(signal: string, options?: { timeoutMs?: number }): Promise<T | undefined>;

  /** Waits for so many milliseconds, in no process meanwhile. */
  sleep(name: string, milliseconds: number): Promise<void>;
}

/** One attempt at a step. */
export interface Attempt {
  /** The same for each attempt: see `Run.key()`. */
  key: string;
  /** Aborted when the attempt takes too long, or the process stops or loses the run. */
  signal: AbortSignal;
}

/** How a step elsewhere is done. */
export interface StepOptions<T> {
  /**
   * Takes it back. `output` is undefined when the outcome is not known: it may not have happened, and that must be no error.
   * At least once, until it succeeds. `refusal` is why.
   */
  undo?: (output: T | undefined, attempt: Attempt & { refusal: Refusal }) => Promise<unknown>;
  retry?: RetryPolicy;
  /** Limit of one attempt, in milliseconds; 30 seconds unless given. */
  timeoutMs?: number;
  /**
   * "with next": the result is written down together with what comes next, which saves a commit. After a crash in between the
   * step is done again, as it may be after any crash.
   */
  memo?: "at once" | "with next";
}

/** How a step in the database is done. */
export interface TransactionOptions<T> {
  /** Takes it back, exactly once. Called only if it committed. */
  undo?: (tx: Query, output: T, refusal: Refusal) => Promise<unknown>;
  retry?: RetryPolicy;
  /** The transaction ends the run too, whose output is then this one's. Nothing may follow. */
  last?: boolean;
}

/** A workflow as it is written. */
export interface WorkflowOptions<I, O> {
  /** Kept in the database: a new name is a new workflow. */
  name: string;
  /** Plain code over the run's steps. Names of steps are kept too. */
  run(run: Run, input: I): Promise<O>;
  /**
   * Takes back what was done in the transaction that started the run. It is the last thing undone, in the transaction that ends
   * the run as refused. For a body that has nothing else to undo it is where to tell of the refusal.
   */
  undo?(tx: Query, input: I, refusal: Refusal): Promise<unknown>;
  /** Milliseconds from its start, after which the next step is refused with DEADLINE_EXCEEDED. None unless given. */
  deadlineMs?: number;
  /** For its steps that do not say otherwise. */
  retry?: RetryPolicy;
}

/** A workflow that an engine knows, to start runs of. */
export interface Workflow<I, O> {
  readonly name: string;
  readonly deadlineMs: number | undefined;
  readonly retry: RetryPolicy;
  readonly hasUndo: boolean;
  /** For the compiler: which input and output its runs have. */
  readonly types?: { input: I; output: O };
  run(run: Run, input: unknown): Promise<unknown>;
  undo(tx: Query, input: unknown, refusal: Refusal): Promise<unknown>;
}

/** How a run, or this process's part in it, ended. */
export type Outcome<O> =
  | { status: "done"; output: O }
  /** Ended, and what it had done is undone. */
  | { status: "refused"; refusal: Refusal }
  /** Waits for staff; see `dead_letters.ts`. */
  | { status: "dead"; refusal: Refusal }
  /** Goes on later, here or elsewhere: it waits, is retried, or was taken over. */
  | { status: "suspended" };

/** Forgets the types of a workflow, which the database does not keep. */
export function workflow<I, O>(options: WorkflowOptions<I, O>): Workflow<I, O> {
  const { name, deadlineMs, retry = {}, undo } = options;
  return {
    name,
    deadlineMs,
    retry,
    hasUndo: undo !== undefined,
    run: (run, input) => options.run(run, input as I),
    undo: async (tx, input, refusal) => await undo?.(tx, input as I, refusal),
  };
}
