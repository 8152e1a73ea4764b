import { ErrorCode } from "../errors.ts";
import { Body } from "./body.ts";
import { compensate, condemn } from "./compensate.ts";
import { die } from "./die.ts";
import type { Execution } from "./execution.ts";
import { encode } from "./json.ts";
import { LostLease } from "./lost_lease.ts";
import { decodeFailure, failureOf, Refusal, StepFailed } from "./refusal.ts";
import { backoff, RUN_RETRY } from "./retry.ts";
import type { Outcome, Workflow } from "./workflow.ts";

type Flow = Workflow<unknown, unknown>;
const SUSPENDED = { status: "suspended" } as const;

/** Runs a claimed run as far as it goes. Never fails: what goes wrong is written down, or left to the next claim. */
export async function perform(execution: Execution, flow: Flow): Promise<Outcome<unknown>> {
  try {
    if (execution.claim.verdict !== null) return await goOnUndoing(execution, flow, execution.claim.verdict);
    if (execution.claim.crashes > execution.by.maxCrashes) return await breakLoop(execution, flow);
    return await goOn(execution, flow);
  } catch (error) {
    execution.stop(error instanceof LostLease ? "lost" : "away");
    if (!(error instanceof LostLease)) execution.by.onAway(error);
    return SUSPENDED;
  }
}

async function goOn(execution: Execution, flow: Flow): Promise<Outcome<unknown>> {
  const body = new Body(execution, flow);
  for (;;) {
    const ending = await body.ended();
    if (execution.output) {
      if (ending && "thrown" in ending) logBug(execution, ending.thrown);
      return { status: "done", output: execution.output.value };
    }
    if (execution.signal.aborted) return SUSPENDED;
    if (ending && "returned" in ending) return await finish(execution, ending.returned);
    if (ending) return await fail(execution, flow, ending.thrown);
    if (execution.halt === "late") {
      return await condemn(
        execution,
        flow,
        new Refusal(ErrorCode.DEADLINE_EXCEEDED, "Cannot go on: the deadline is over"),
      );
    }
    if (await layDown(execution)) return SUSPENDED;
  }
}

/** The verdict was reached by an earlier claim. The body is read again, to know how to undo what is on record. */
async function goOnUndoing(execution: Execution, flow: Flow, verdict: string): Promise<Outcome<unknown>> {
  const refusal = decodeFailure(verdict);
  if (execution.claim.crashes > execution.by.maxCrashes) {
    return await die(execution, refusal, loopOf(execution).message);
  }
  execution.stop("condemned");
  await new Body(execution, flow).ended();
  return execution.signal.aborted ? SUSPENDED : await compensate(execution, flow, refusal);
}

/** A run that ends each process that takes it is not run any more. */
async function breakLoop(execution: Execution, flow: Flow): Promise<Outcome<unknown>> {
  const loop = loopOf(execution);
  // When even reading its body again ended the process, it is left to staff
  if (execution.claim.crashes > execution.by.maxCrashes + 1) return await die(execution, loop, loop.message);
  execution.stop("condemned");
  await new Body(execution, flow).ended();
  return execution.signal.aborted ? SUSPENDED : await giveUp(execution, flow, loop);
}

function loopOf({ claim }: Execution): Refusal {
  return new Refusal(ErrorCode.UNSPECIFIED, `Cannot go on: stopped ${claim.crashes - 1} times without progress`);
}

async function finish(execution: Execution, value: unknown): Promise<Outcome<unknown>> {
  execution.by.at("workflow.before_end");
  await execution.write(execution.by.database, [], { status: "done", output: encode(value) });
  return { status: "done", output: value };
}

/** A refusal is undone; so is a step that could not be done; any other error is a bug, which a new version may not have. */
async function fail(execution: Execution, flow: Flow, thrown: unknown): Promise<Outcome<unknown>> {
  const { by } = execution;
  if (thrown instanceof Refusal) return await condemn(execution, flow, thrown);
  const refusal = failureOf(thrown);
  const failures = execution.failures + 1;
  logBug(execution, thrown);
  if (thrown instanceof StepFailed || failures >= RUN_RETRY.attempts) return await giveUp(execution, flow, refusal);
  const wakeInMs = backoff(failures, RUN_RETRY, by.random);
  execution.learn(
    await execution.write(by.database, [], { status: "waiting", error: refusal.message, failures, wakeInMs }),
  );
  by.wakeIn(wakeInMs);
  return SUSPENDED;
}

function logBug({ by, claim }: Execution, error: unknown): void {
  by.log.error("workflow failed", { workflow: claim.workflow, run: claim.id, subject: claim.subject, error });
}

/** What can be undone is undone, so that nothing is held for ever; what can only be done waits for staff. */
async function giveUp(execution: Execution, flow: Flow, refusal: Refusal): Promise<Outcome<unknown>> {
  if (flow.hasUndo || execution.toUndo().length > 0) return await condemn(execution, flow, refusal);
  return await die(execution, refusal, refusal.message);
}

/** Lays the run down until the first thing it waits for; false when that is there already. */
async function layDown(execution: Execution): Promise<boolean> {
  const wakeInMs = execution.nextWakeInMs();
  if (!await execution.writeUnlessSignalled([], { status: "waiting", wakeInMs })) return false;
  execution.by.wakeIn(wakeInMs);
  return true;
}
