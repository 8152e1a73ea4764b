import type { Execution } from "./execution.ts";
import { stepKey } from "./key.ts";
import { runStep } from "./step.ts";
import { runTransaction } from "./transaction.ts";
import { sleep, waitFor } from "./wait.ts";
import type { Run, Workflow } from "./workflow.ts";

/** How a body ended. */
export type Ending = { returned: unknown } | { thrown: unknown };

/** The body of a run, from its beginning on. */
export class Body {
  readonly #execution: Execution;
  readonly #end: Promise<Ending>;

  constructor(execution: Execution, flow: Workflow<unknown, unknown>) {
    this.#execution = execution;
    this.#end = start(flow, runOf(execution, flow), execution.claim.input).then(
      (returned) => ({ returned }),
      (thrown) => ({ thrown }),
    );
  }

  /** Resolves when the body has ended and nothing of it is in flight, or, with undefined, when it can only wait. */
  async ended(): Promise<Ending | undefined> {
    const ending = await Promise.race([this.#end, this.#execution.stuck()]);
    if (!ending) return undefined;
    if (this.#execution.halt === undefined) this.#execution.stop("ended");
    await this.#execution.settled();
    return ending;
  }
}

async function start(flow: Workflow<unknown, unknown>, run: Run, input: unknown): Promise<unknown> {
  return await flow.run(run, input);
}

function runOf(execution: Execution, flow: Workflow<unknown, unknown>): Run {
  const { id, subject } = execution.claim;
  const retryOf = (retry = {}) => ({ ...flow.retry, ...retry });
  return {
    id,
    subject,
    key: (step) => stepKey(id, step),
    step: (name, work, options = {}) =>
      execution.operate(
        name,
        () => runStep(execution, name, work, { ...options, retry: retryOf(options.retry) }),
      ),
    transaction: (name, work, options = {}) =>
      execution.operate(
        name,
        () => runTransaction(execution, name, work, { ...options, retry: retryOf(options.retry) }),
      ),
    waitFor: <T>(signal: string, options: { timeoutMs?: number } = {}) =>
      execution.operate(signal, () => waitFor(execution, signal, options.timeoutMs)) as Promise<T | undefined>,
    sleep: (name, milliseconds) => execution.operate(name, () => sleep(execution, name, milliseconds)),
  };
}
