import type { Execution } from "./execution.ts";
import { knownResult, writeLater } from "./retrying.ts";

/** `Run.waitFor()`. The signal itself is the memo; that it came too late is one too. */
export async function waitFor(execution: Execution, signal: string, timeoutMs: number | undefined): Promise<unknown> {
  const known = knownResult(execution, signal);
  if (known) return known.value;
  for (;;) {
    const { payloads } = execution.signals;
    if (payloads.has(signal)) return payloads.get(signal);
    if (execution.mayNotBegin()) await execution.park();
    if (timeoutMs !== undefined) beginWaiting(execution, signal, timeoutMs);
    const wait = timeoutMs === undefined ? Infinity : execution.wakeIn(signal);
    if (wait > 0) await execution.park(performance.now() + wait, signal);
    else if (await nothingCame(execution, signal)) return undefined;
  }
}

async function nothingCame(execution: Execution, signal: string): Promise<boolean> {
  try {
    return await execution.writeUnlessSignalled([waitRow(execution, signal, "done", null)], {});
  } catch (error) {
    return await execution.giveUp(error);
  }
}

/** `Run.sleep()`. */
export async function sleep(execution: Execution, name: string, milliseconds: number): Promise<void> {
  if (knownResult(execution, name)) return;
  if (execution.mayNotBegin()) await execution.park();
  beginWaiting(execution, name, milliseconds);
  const wait = execution.wakeIn(name);
  if (wait > 0) await execution.park(performance.now() + wait);
  writeLater(execution, waitRow(execution, name, "done", null));
}

/** The time to go on is decided once, when it is first waited. */
function beginWaiting(execution: Execution, name: string, milliseconds: number): void {
  if (execution.steps.has(name)) return;
  writeLater(execution, waitRow(execution, name, "waiting", milliseconds));
  execution.wakeAfter(name, milliseconds);
}

function waitRow(execution: Execution, name: string, state: "waiting" | "done", wakeInMs: number | null) {
  return execution.note({
    name,
    state,
    output: null,
    error: null,
    attempts: 1,
    failures: 0,
    wakeInMs,
    elapsedMs: 0,
    undo: null,
  });
}
