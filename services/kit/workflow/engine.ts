import type { Database, Query } from "../database.ts";
import { type DebugPoint, debugPoint } from "../debug_point.ts";
import type { Log } from "../log.ts";
import { type Claim, claimRuns } from "./claim.ts";
import { delay } from "../delay.ts";
import { Execution } from "./execution.ts";
import { Holdings } from "./holdings.ts";
import { Outages } from "./outages.ts";
import { decode, encode } from "./json.ts";
import { perform } from "./perform.ts";
import { pruneRuns } from "./prune_runs.ts";
import { Schedule } from "./schedule.ts";
import { sendSignal } from "./send_signal.ts";
import { type NewRun, startRun } from "./start_run.ts";
import type { Started } from "./started.ts";
import { Wakeup } from "./wakeup.ts";
import { type Outcome, type Workflow, workflow, type WorkflowOptions } from "./workflow.ts";

/** How an engine works. Times are in milliseconds. */
export interface EngineOptions {
  log: Log;
  /** Runs that `run()` works on at once; those that are continued by who started them are besides. 16 unless given. */
  concurrency?: number;
  /** How long a run stays with a process that is not heard of; 10 seconds unless given. */
  leaseMs?: number;
  /** How often to look for work that nobody told of; a second unless given. */
  pollMs?: number;
  /** How long runs in flight may go on after the wish to stop; 8 seconds unless given. */
  graceMs?: number;
  /** Claims without progress after which a run is given up; 10 unless given. */
  maxCrashes?: number;
  /** Days for which ended runs are kept; 30 unless given. */
  keepDays?: number;
  /** For tests: called at each debug point. */
  at?: (point: DebugPoint) => unknown;
  /** For tests: the chance in pauses, from 0 to 1. */
  random?: () => number;
}

const PRUNE_SECONDS = 600;

/**
 * Runs workflows: each to its end, whichever processes die on the way. One for each process, over the service's database.
 *
 * What it costs: a run that is started with `claim` and continued, of a step with `memo: "with next"` and a last transaction, is
 * two statements of the engine's, one in the transaction that starts it and one in the last. A step that is written down at
 * once is one more, and so is any other transaction; a body that ends without a last transaction is one more. A run that was
 * not claimed at its start costs a claim, shared by all that are claimed together. One heartbeat in a third of `leaseMs`
 * serves all runs of the process.
 */
export class WorkflowEngine {
  readonly #database: Database;
  readonly #options: Required<EngineOptions>;
  readonly #flows = new Map<string, Workflow<unknown, unknown>>();
  readonly #owner = crypto.randomUUID();
  readonly #wakeup = new Wakeup();
  readonly #outages: Outages;
  readonly #holdings: Holdings;
  readonly #schedule: Schedule;
  /** Runs that `run()` works on. */
  #running = 0;

  constructor(database: Database, options: EngineOptions) {
    this.#database = database;
    this.#options = {
      concurrency: 16,
      leaseMs: 10_000,
      pollMs: 1_000,
      graceMs: 8_000,
      maxCrashes: 10,
      keepDays: 30,
      at: debugPoint,
      random: Math.random,
      ...options,
    };
    this.#outages = new Outages(options.log);
    this.#holdings = new Holdings(database, this.#owner, this.#options.leaseMs, this.#outages);
    this.#schedule = new Schedule(database, this.#owner, this.#options.leaseMs, options.log, this.#outages);
    this.every("workflow.prune", PRUNE_SECONDS, () => pruneRuns(database, this.#options.keepDays));
  }

  /** Makes a workflow known. Every process that runs the engine defines all it can run; what it does not know it leaves alone. */
  define<I, O>(options: WorkflowOptions<I, O>): Workflow<I, O> {
    if (this.#flows.has(options.name)) {
      throw new Error(`Cannot define workflow "${options.name}": it is defined already`);
    }
    const made = workflow(options);
    this.#flows.set(made.name, made as Workflow<unknown, unknown>);
    return made;
  }

  /**
   * Writes a run down in the caller's transaction: it comes to be with the rest of it, or not at all. One statement.
   *
   * With `claim` it belongs to this process from the beginning: `continue()` runs it without a claim. If the process dies
   * before, another one takes it over once the lease is over.
   */
  async start<I, O>(
    tx: Query,
    flow: Workflow<I, O>,
    run: Omit<NewRun, "input"> & { input: I; claim?: boolean },
  ): Promise<Started<O>> {
    const { leaseMs } = this.#options;
    if (this.#flows.get(flow.name) !== flow) {
      throw new Error(`Cannot start workflow "${flow.name}": it is not defined here`);
    }
    if (run.claim && run.runAt) throw new Error("Cannot claim a run that is to begin later");
    const startedAt = performance.now();
    const { name, deadlineMs } = flow;
    const claim = run.claim ? { owner: this.#owner, leaseMs } : undefined;
    const isNew = await startRun(tx, run, { workflow: name, deadlineMs, claim });
    const first: Claim = {
      id: run.id,
      owner: this.#owner,
      fence: 1,
      workflow: name,
      subject: run.subject,
      input: decode(encode(run.input)),
      verdict: null,
      crashes: 1,
      failures: 0,
      deadlineInMs: deadlineMs ?? null,
      steps: [],
      signals: { count: 0, payloads: new Map() },
    };
    let outcome: Promise<Outcome<unknown>> | undefined;
    const go = () =>
      outcome ??= claim && isNew ? this.#execute(first, startedAt) : Promise.resolve({ status: "suspended" });
    return { id: run.id, isNew, continue: go as () => Promise<Outcome<O>> };
  }

  /** Tells a run something, in the caller's transaction; see `sendSignal()`. */
  async signal(tx: Query, id: string, name: string, payload?: unknown): Promise<boolean> {
    return await sendSignal(tx, id, name, payload);
  }

  /**
   * Has `work` done in each slot of `seconds`, by one of the replicas. Slots that were missed are not made up for. When the
   * process that does it dies, another one does the slot again.
   */
  every(name: string, seconds: number, work: (signal: AbortSignal) => Promise<unknown>): void {
    this.#schedule.add(name, seconds, work);
  }

  /** Works until `signal` is aborted; then lets runs in flight go on for a while and hands over the rest. */
  async run(signal: AbortSignal): Promise<void> {
    const stopListening = this.#wakeup.listen(this.#database, this.#outages);
    const scheduled = this.#schedule.run(signal, this.#options.pollMs);
    while (!signal.aborted) {
      const hasMore = await this.#outages.survive(() => this.#claimDue());
      if (!hasMore) await this.#wakeup.wait(this.#options.pollMs, signal);
    }
    const { graceMs } = this.#options;
    const over = new AbortController();
    await Promise.all([
      Promise.race([scheduled, delay(graceMs, over.signal)]).finally(() => over.abort()),
      this.#holdings.handOver(graceMs),
    ]);
    stopListening();
  }

  /** Whether there may be more at once. */
  async #claimDue(): Promise<boolean> {
    const { concurrency, leaseMs } = this.#options;
    const limit = concurrency - this.#running;
    if (limit <= 0) return false;
    const claimedAt = performance.now();
    const workflows = [...this.#flows.keys()];
    const claims = await claimRuns(this.#database, { owner: this.#owner, workflows, limit, leaseMs });
    for (const claim of claims) void this.#executeDue(claim, claimedAt);
    return claims.length === limit;
  }

  async #executeDue(claim: Claim, claimedAt: number): Promise<void> {
    this.#running++;
    await this.#execute(claim, claimedAt);
    this.#running--;
    this.#wakeup.wake();
  }

  async #execute(claim: Claim, claimedAt: number): Promise<Outcome<unknown>> {
    const { log, at, random, leaseMs, maxCrashes } = this.#options;
    const execution = new Execution(claim, {
      database: this.#database,
      log,
      at,
      random,
      leaseUntil: claimedAt + leaseMs,
      maxCrashes,
      wakeIn: (milliseconds) => this.#wakeup.wakeIn(milliseconds),
      onAway: (error) => this.#outages.report(error),
    });
    const flow = this.#flows.get(claim.workflow)!;
    return await this.#holdings.hold(execution, () => perform(execution, flow));
  }
}
