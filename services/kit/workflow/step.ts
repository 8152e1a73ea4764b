import { ErrorCode } from "../errors.ts";
import { attempt } from "./attempt.ts";
import type { Execution } from "./execution.ts";
import { decode, encode } from "./json.ts";
import { stepKey } from "./key.ts";
import { encodeFailure, Refusal } from "./refusal.ts";
import { afterFailure, knownResult, noteDone, untilDue, writeLater } from "./retrying.ts";
import { UndoFailed } from "./undo_failed.ts";
import type { Attempt, StepOptions } from "./workflow.ts";

const TIMEOUT_MS = 30_000;

/** `Run.step()`. */
export async function runStep<T>(
  execution: Execution,
  name: string,
  work: (attempt: Attempt) => Promise<T>,
  options: StepOptions<T>,
): Promise<T> {
  const { undo, timeoutMs = TIMEOUT_MS, retry = {} } = options;
  const key = stepKey(execution.claim.id, name);
  if (undo) registerUndo(execution, name, undo, timeoutMs);
  const known = knownResult(execution, name);
  if (known) return known.value as T;
  for (;;) {
    await untilDue(execution, name);
    await mayBegin(execution, name, undo !== undefined);
    if (execution.pending.size > 0) await execution.keep([]); // what this step was told must not change any more
    execution.by.at("workflow.before_step");
    const startedAt = performance.now();
    try {
      const output = encode(await attempt(work, { key, timeoutMs, stop: execution.signal }));
      execution.by.at("workflow.after_effect");
      await memoise(execution, name, output, startedAt, options);
      return decode(output) as T;
    } catch (error) {
      if (execution.signal.aborted) await execution.park();
      await afterFailure(execution, { name, error, retry, startedAt, undo: undo ? "due" : null });
    }
  }
}

async function memoise<T>(
  execution: Execution,
  name: string,
  output: string | null,
  startedAt: number,
  { undo, memo }: StepOptions<T>,
): Promise<void> {
  const row = noteDone(execution, { name, output, startedAt, undo: undo ? "due" : null });
  if (memo === "with next" || execution.halt !== undefined) writeLater(execution, row);
  else {
    await execution.keep([row]);
    execution.by.at("workflow.after_memo");
  }
}

/**
 * A step that may not begin any more may have begun in an earlier claim that left nothing of it: whether it happened is not
 * known, so it is undone with the rest.
 */
async function mayBegin(execution: Execution, name: string, hasUndo: boolean): Promise<void> {
  const isUnknown = execution.mayHaveBegunBefore && !execution.steps.has(name) && execution.claim.verdict === null;
  if (!execution.mayNotBegin()) return;
  if (isUnknown && hasUndo) {
    const error = encodeFailure(new Refusal(ErrorCode.UNSPECIFIED, "Whether it was done is not known"));
    execution.doubtful.push(
      execution.note({
        name,
        state: "failed",
        output: null,
        error,
        attempts: 1,
        failures: 1,
        wakeInMs: null,
        elapsedMs: 0,
        undo: "due",
      }),
    );
  }
  await execution.park();
}

function registerUndo<T>(
  execution: Execution,
  name: string,
  undo: NonNullable<StepOptions<T>["undo"]>,
  timeoutMs: number,
): void {
  const key = stepKey(execution.claim.id, `undo ${name}`);
  execution.undos.set(name, async (row, refusal) => {
    const output = row.state === "done" ? decode(row.output) as T : undefined;
    const undone = attempt((each) => undo(output, { ...each, refusal }), { key, timeoutMs, stop: execution.signal });
    await undone.catch((error) => {
      throw new UndoFailed(name, error);
    });
    execution.by.at("workflow.after_undo");
    execution.learn(await execution.write(execution.by.database, [{ ...row, elapsedMs: 0, undo: "done" }]));
  });
}
