import { type Query, transaction } from "../database.ts";
import type { Execution } from "./execution.ts";
import { isAway } from "../is_away.ts";
import { decode, encode } from "./json.ts";
import { LostLease } from "./lost_lease.ts";
import { afterFailure, knownResult, noteDone, untilDue } from "./retrying.ts";
import { UndoFailed } from "./undo_failed.ts";
import type { TransactionOptions } from "./workflow.ts";

/** `Run.transaction()`. */
export async function runTransaction<T>(
  execution: Execution,
  name: string,
  work: (tx: Query) => Promise<T>,
  options: TransactionOptions<T>,
): Promise<T> {
  const { undo, retry = {} } = options;
  if (undo) registerUndo(execution, name, undo);
  const known = knownResult(execution, name);
  if (known) return known.value as T;
  for (;;) {
    await untilDue(execution, name);
    if (execution.mayNotBegin()) await execution.park();
    if (options.last) execution.mustBeAlone(name);
    execution.by.at("workflow.before_step");
    const startedAt = performance.now();
    try {
      return await commit(execution, name, work, options, startedAt) as T;
    } catch (error) {
      if (error instanceof LostLease || isAway(error)) await execution.giveUp(error);
      await afterFailure(execution, { name, error, retry, startedAt, undo: null });
    }
  }
}

async function commit<T>(
  execution: Execution,
  name: string,
  work: (tx: Query) => Promise<T>,
  options: TransactionOptions<T>,
  startedAt: number,
): Promise<unknown> {
  const { output, written } = await transaction(execution.by.database, async (tx) => {
    const output = encode(await work(tx));
    const undo = options.undo && !options.last ? "due" : null;
    const row = noteDone(execution, { name, output, startedAt, undo });
    const written = await execution.write(tx, [row], options.last ? { status: "done", output } : {});
    execution.by.at("workflow.before_commit");
    return { output, written };
  });
  execution.by.at("workflow.after_commit");
  execution.learn(written);
  const value = decode(output);
  if (options.last) execution.output = { value };
  return value;
}

function registerUndo<T>(
  execution: Execution,
  name: string,
  undo: NonNullable<TransactionOptions<T>["undo"]>,
): void {
  execution.undos.set(name, async (row, refusal) => {
    const undone = transaction(execution.by.database, async (tx) => {
      await undo(tx, decode(row.output) as T, refusal);
      const written = await execution.write(tx, [{ ...row, elapsedMs: 0, undo: "done" }]);
      execution.by.at("workflow.before_commit");
      return written;
    });
    const written = await undone.catch((error) => {
      throw error instanceof LostLease || isAway(error) ? error : new UndoFailed(name, error);
    });
    execution.learn(written);
  });
}
