import type { Query } from "../../kit/database.ts";

/** Something that must always hold in the order service's database. */
export interface Invariant {
  /** Its short name, such as "I2". */
  name: string;
  /** What must hold, as a sentence. */
  title: string;
  /**
   * Tells where it does not hold, one sentence each.
   *
   * @param graceSeconds for how long something may be under way
   */
  find(query: Query, graceSeconds: number): Promise<string[]>;
}

/** Problems out of rows that each say one. */
export function sentences(rows: readonly { problem: string }[]): string[] {
  return rows.map(({ problem }) => problem);
}
