import type { Execution } from "./execution.ts";
import type { Refusal } from "./refusal.ts";
import type { Outcome } from "./workflow.ts";

/** Leaves the run as it is for staff to look at. */
export async function die(execution: Execution, refusal: Refusal, error: string): Promise<Outcome<unknown>> {
  const { claim, by } = execution;
  await execution.write(by.database, [], { status: "dead", error });
  by.log.error("workflow waits for staff", {
    workflow: claim.workflow,
    run: claim.id,
    subject: claim.subject,
    reason: error,
  });
  return { status: "dead", refusal };
}
