import { delay } from "../delay.ts";
import type { Execution } from "./execution.ts";
import { decode } from "./json.ts";
import type { StepRecord } from "./record.ts";
import { decodeFailure, encodeFailure, failureOf, Refusal, StepFailed } from "./refusal.ts";
import { backoff, type RetryPolicy, STEP_RETRY } from "./retry.ts";

/** Longest pause between attempts for which the run is not laid down. */
const SHORT_MS = 1_000;

/** The result of a step that is known; fails as the step did; undefined when it must be tried. */
export function knownResult(execution: Execution, name: string): { value: unknown } | undefined {
  const row = execution.steps.get(name);
  if (row?.state === "done") return { value: decode(row.output) };
  if (row?.state === "refused") throw decodeFailure(row.error!);
  if (row?.state === "failed") throw new StepFailed(name, decodeFailure(row.error!));
  return undefined;
}

/** Waits until the next attempt at a step may begin. */
export async function untilDue(execution: Execution, name: string): Promise<void> {
  const wait = execution.wakeIn(name);
  if (wait > SHORT_MS) await execution.park(performance.now() + wait);
  else if (wait > 0) await delay(wait, execution.signal);
}

/** Notes that an attempt succeeded. */
export function noteDone(
  execution: Execution,
  { name, output, startedAt, undo }: Pick<StepRecord, "name" | "output" | "undo"> & { startedAt: number },
): StepRecord {
  const before = execution.steps.get(name);
  return execution.note({
    name,
    state: "done",
    output,
    error: before?.error ?? null,
    attempts: (before?.attempts ?? 0) + 1,
    failures: before?.failures ?? 0,
    wakeInMs: null,
    elapsedMs: performance.now() - startedAt,
    undo,
  });
}

/** What is to be done about an attempt that failed. */
interface Failure {
  name: string;
  error: unknown;
  retry: RetryPolicy;
  startedAt: number;
  /** What is undone if the run is refused, given that the attempt may have had an effect. */
  undo: "due" | null;
}

/** Writes down a failed attempt; returns when it may be tried again, and throws when not. */
export async function afterFailure(execution: Execution, failure: Failure): Promise<void> {
  const { name, error, startedAt } = failure;
  const retry = { ...STEP_RETRY, ...failure.retry };
  const before = execution.steps.get(name);
  const failures = (before?.failures ?? 0) + 1;
  const isRefused = error instanceof Refusal;
  const isFinal = isRefused || failures >= retry.attempts;
  const refusal = failureOf(error);
  // A refusal of the very first attempt is certain: nothing happened
  const isCertain = isRefused && before === undefined && !execution.mayHaveBegunBefore;
  const row = execution.note({
    name,
    state: isRefused ? "refused" : isFinal ? "failed" : "retrying",
    output: null,
    error: encodeFailure(refusal),
    attempts: (before?.attempts ?? 0) + 1,
    failures,
    wakeInMs: isFinal ? null : backoff(failures, retry, execution.by.random),
    elapsedMs: performance.now() - startedAt,
    undo: isCertain ? null : failure.undo,
  });
  if (isFinal) {
    writeLater(execution, row);
    throw isRefused ? error : new StepFailed(name, refusal);
  }
  if (execution.halt !== undefined) {
    writeLater(execution, row);
    return await execution.park();
  }
  await execution.keep([row]);
}

/** Has a step written down together with whatever is written next. */
export function writeLater(execution: Execution, row: StepRecord): void {
  execution.pending.add(row);
  execution.steps.set(row.name, row);
}
