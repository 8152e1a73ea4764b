import type { Outcome } from "./workflow.ts";

/** A run that was written down, by a transaction that may not have committed yet. */
export interface Started<O> {
  readonly id: string;
  /** False when there was a run of this id. */
  readonly isNew: boolean;
  /**
   * Runs it here and now, if it was claimed. Call it once the transaction has committed. Never fails.
   *
   * @returns how it ended, or "suspended" when it goes on later or elsewhere
   */
  continue(): Promise<Outcome<O>>;
}
