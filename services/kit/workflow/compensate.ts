import { transaction } from "../database.ts";
import { die } from "./die.ts";
import type { Execution } from "./execution.ts";
import { isAway } from "../is_away.ts";
import { LostLease } from "./lost_lease.ts";
import { encodeFailure, type Refusal } from "./refusal.ts";
import { backoff, RUN_RETRY } from "./retry.ts";
import { UndoFailed } from "./undo_failed.ts";
import type { Outcome, Workflow } from "./workflow.ts";

type Flow = Workflow<unknown, unknown>;

/**
 * Refuses a run: the verdict is stored first, with all that is known of its steps, so that whoever goes on after a crash undoes
 * the same.
 */
export async function condemn(execution: Execution, flow: Flow, refusal: Refusal): Promise<Outcome<unknown>> {
  const { by } = execution;
  const verdict = encodeFailure(refusal);
  const isAll = execution.toUndo().length === 0 && !flow.hasUndo;
  if (isAll) by.at("workflow.before_end");
  execution.learn(
    await execution.write(by.database, execution.doubtful.splice(0), {
      status: isAll ? "refused" : "ready",
      verdict,
      error: refusal.message,
    }),
  );
  if (isAll) return { status: "refused", refusal };
  by.at("workflow.after_verdict");
  return await compensate(execution, flow, refusal);
}

/** Undoes what is on record from the last step to the first, each until it succeeds, and ends the run. */
export async function compensate(execution: Execution, flow: Flow, refusal: Refusal): Promise<Outcome<unknown>> {
  const { by } = execution;
  try {
    for (const row of execution.toUndo()) {
      by.at("workflow.between_undos");
      const undo = execution.undos.get(row.name);
      if (!undo) throw new UndoFailed(row.name, "the workflow does not come to this step any more");
      await undo(row, refusal);
    }
    by.at("workflow.before_end");
    await end(execution, flow, refusal);
    return { status: "refused", refusal };
  } catch (error) {
    if (!(error instanceof UndoFailed) || execution.signal.aborted) throw error;
    return await retryLater(execution, refusal, error);
  }
}

async function end(execution: Execution, flow: Flow, refusal: Refusal): Promise<void> {
  const { claim, by } = execution;
  try {
    await transaction(by.database, async (tx) => {
      await flow.undo(tx, claim.input, refusal);
      await execution.write(tx, [], { status: "refused", error: refusal.message });
      by.at("workflow.before_commit");
    });
  } catch (error) {
    throw error instanceof LostLease || isAway(error) ? error : new UndoFailed("start", error);
  }
}

async function retryLater(execution: Execution, refusal: Refusal, error: UndoFailed): Promise<Outcome<unknown>> {
  const { claim, by } = execution;
  const failures = execution.failures + 1;
  const message = `Compensation is stuck: ${error.message}`;
  by.log.error("workflow cannot be undone", { workflow: claim.workflow, run: claim.id, failures, error });
  if (failures >= RUN_RETRY.attempts) return await die(execution, refusal, message);
  const wakeInMs = backoff(failures, RUN_RETRY, by.random);
  await execution.write(by.database, [], { status: "waiting", error: message, failures, wakeInMs });
  by.wakeIn(wakeInMs);
  return { status: "suspended" };
}
