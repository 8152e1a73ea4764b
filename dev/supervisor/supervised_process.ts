import { delay } from "../../services/kit/delay.ts";
import { StartError } from "../start_error.ts";
import type { Output } from "./log_lines.ts";

/** A program to keep running. */
export interface ProcessSpec {
  name: string;
  /** Starts it with both outputs piped, and detached, so that Ctrl-C in the terminal does not reach it. */
  spawn(): Promise<Deno.ChildProcess>;
  /** Whether it does its work. Must not reject. */
  ready(): Promise<boolean>;
  /** The signal that asks it to stop in good order. */
  stopSignal: Deno.Signal;
  /** How long it may take to stop before it is killed. */
  stopTimeoutMs: number;
}

/** Where a process's output goes, and what the supervisor has to say. */
export interface Reporter {
  output(name: string, stream: Output): Promise<void>;
  event(line: string): void;
}

const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;
/** A process that worked for this long starts again without delay. */
const HEALTHY_MS = 30_000;
const READY_POLL_MS = 25;
/** How often a process may end before it was ever ready. */
const MAX_FALSE_STARTS = 3;

/** Runs one program, again whenever it ends, until told to stop. */
export class SupervisedProcess {
  readonly #spec: ProcessSpec;
  readonly #reporter: Reporter;
  readonly #firstReady = Promise.withResolvers<void>();
  readonly #stopAsked = Promise.withResolvers<void>();
  #stopping = false;
  #restarting = false;
  #everReady = false;
  #child: Deno.ChildProcess | undefined;
  #loop: Promise<void> | undefined;

  constructor(spec: ProcessSpec, reporter: Reporter) {
    this.#spec = spec;
    this.#reporter = reporter;
  }

  get name(): string {
    return this.#spec.name;
  }

  /** Starts the program and resolves when it is ready; rejects when it cannot become so. */
  start(): Promise<void> {
    this.#loop = this.#keepRunning().catch(this.#firstReady.reject);
    return this.#firstReady.promise;
  }

  /** Ends the program and lets it start anew, at once. */
  async restart(): Promise<void> {
    this.#restarting = this.#child !== undefined;
    await this.#endChild();
  }

  /** Asks the program to stop, kills it when it takes too long, and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopAsked.resolve();
    await this.#endChild();
    await this.#loop;
    this.#firstReady.reject(new StartError(`Cannot start ${this.name}: it was asked to stop`)); // if it never was ready
  }

  /** Ends the program without asking. */
  kill(): void {
    this.#signal("SIGKILL");
  }

  async #keepRunning(): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    for (let falseStarts = 0; !this.#stopping;) {
      const { reason, healthyMs } = await this.#runOnce().catch((error: unknown) => {
        if (!this.#everReady) throw error;
        return { reason: String(error), healthyMs: 0 };
      });
      if (this.#stopping) return;
      if (!this.#everReady && ++falseStarts === MAX_FALSE_STARTS) {
        throw new StartError(
          `Cannot start ${this.name}: it ended ${falseStarts} times before it was ready (see above)`,
        );
      }
      if (healthyMs > HEALTHY_MS || this.#restarting) backoff = FIRST_BACKOFF_MS;
      if (this.#restarting) {
        this.#restarting = false;
        continue;
      }
      this.#reporter.event(`${this.name} ended (${reason}); starting it again in ${backoff} ms`);
      await Promise.race([delay(backoff), this.#stopAsked.promise]);
      backoff = Math.min(backoff * 2, MAX_BACKOFF_MS);
    }
  }

  /** Runs the program until it ends. Tells why it ended and for how long it was ready (0 for never). */
  async #runOnce(): Promise<{ reason: string; healthyMs: number }> {
    const child = await this.#spec.spawn();
    this.#child = child;
    if (this.#stopping) void this.#endChild(); // asked while it was being started
    const outputs = [child.stdout, child.stderr].map((stream) => this.#reporter.output(this.name, stream));
    const [readyAt, { signal, code }] = await Promise.all([this.#whenReady(child), child.status, ...outputs]);
    this.#child = undefined;
    return { reason: signal ?? `exit code ${code}`, healthyMs: readyAt === undefined ? 0 : Date.now() - readyAt };
  }

  /** Asks until the program is ready, or has ended. */
  async #whenReady(child: Deno.ChildProcess): Promise<number | undefined> {
    let running = true;
    const ended = child.status.then(() => running = false);
    while (!await this.#spec.ready()) {
      if (!running) return undefined;
      await Promise.race([delay(READY_POLL_MS), ended]);
    }
    if (!running) return undefined; // it was another one that answered, or its last answer
    this.#firstReady.resolve();
    if (this.#everReady) this.#reporter.event(`${this.name} is ready again`);
    this.#everReady = true;
    return Date.now();
  }

  async #endChild(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#signal(this.#spec.stopSignal);
    const timer = setTimeout(() => {
      this.#reporter.event(`${this.name} did not stop in time and was killed`);
      this.kill();
    }, this.#spec.stopTimeoutMs);
    await child.status;
    clearTimeout(timer);
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#child?.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  }
}
