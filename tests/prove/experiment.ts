import type { Proof } from "./proof.ts";

/** What an experiment counted, by name, for the person who reads the report. */
export type Counts = Record<string, number | string>;

/** One fault, and what must hold all the same. The invariants are checked after each; it checks the rest itself. */
export interface Experiment {
  /** As in reliability literature's table: "F1". */
  name: string;
  /** What is done. */
  title: string;
  /** Throws an AssertionError when a criterion is missed. */
  run(proof: Proof): Promise<Counts>;
}
