import { join } from "node:path";

/** The places where a test may have a process killed, each with what a crash there would leave. */
export const DEBUG_POINTS = [
  "workflow.before_step",
  "workflow.after_effect", // of a step elsewhere, which is not written down yet
  "workflow.after_memo",
  "workflow.before_commit", // of a step in the database
  "workflow.after_commit",
  "workflow.after_verdict",
  "workflow.after_undo", // of a step elsewhere, which is not written down yet
  "workflow.between_undos",
  "workflow.before_end",
  "checkout.before_open", // in the transaction that writes the order
  "checkout.after_open",
  "checkout.before_reply",
] as const;

/** Name of a place where a process may be killed. */
export type DebugPoint = (typeof DEBUG_POINTS)[number];

const folder = Deno.env.get("SHOPFLOW_DEBUG_POINTS");

/** What an armed point does to the process, by the ending of the file's name. */
const SIGNALS: readonly [string, Deno.Signal][] = [["", "SIGKILL"], [".pause", "SIGSTOP"]];

/**
 * Kills this process, as a crash would, if the point is armed: by a file of its name in the folder that `SHOPFLOW_DEBUG_POINTS`
 * names; or stops it until somebody continues it, if the file's name ends in ".pause". Of several processes the one that
 * removes the file is hit, once. Without the variable nothing is looked at.
 */
export function debugPoint(name: DebugPoint): void {
  if (folder === undefined) return;
  for (const [ending, signal] of SIGNALS) {
    try {
      Deno.removeSync(join(folder, name + ending));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw error;
    }
    Deno.kill(Deno.pid, signal);
  }
}
