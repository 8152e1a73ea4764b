import { StartError } from "../start_error.ts";
import { type ProcessSpec, type Reporter, SupervisedProcess } from "./supervised_process.ts";

const START_TIMEOUT_MS = 60_000;

/** Keeps a list of programs running. They stop in the reverse order of their list. */
export class Supervisor {
  readonly #processes: SupervisedProcess[] = [];
  readonly #reporter: Reporter;
  #stopping = false;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** Starts programs side by side and resolves when all are ready. */
  async start(specs: ProcessSpec[]): Promise<void> {
    if (this.#stopping) throw new StartError("Cannot start more: all is being stopped");
    const started = specs.map((spec) => new SupervisedProcess(spec, this.#reporter));
    this.#processes.push(...started);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const names = specs.map(({ name }) => name).join(", ");
      late.reject(new StartError(`Cannot start ${names}: not ready within ${START_TIMEOUT_MS / 1000} s`));
    }, START_TIMEOUT_MS);
    try {
      await Promise.race([Promise.all(started.map((process) => process.start())), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Lets one program start anew. */
  async restart(name: string): Promise<void> {
    await this.#processes.find((process) => process.name === name)?.restart();
  }

  /** Stops all, the last started first, each before the next is asked. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const process of this.#processes.toReversed()) await process.stop();
  }

  /** Ends all at once. {@link stop} is still to be awaited. */
  kill(): void {
    for (const process of this.#processes) process.kill();
  }
}
