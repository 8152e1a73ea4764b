import { type Database, transaction } from "../../kit/database.ts";
import { releaseOverdue } from "./release_reservations.ts";

/** Holds in one transaction: bounds how long buyers of these variants wait. */
const BATCH = 100;

/**
 * Releases all holds whose time is over, by the database's clock. Any number of replicas may do so at the same time, and
 * any may be killed.
 *
 * @returns how many were released
 */
export async function sweepReservations(database: Database): Promise<number> {
  for (let total = 0;;) {
    const released = await transaction(database, (tx) => releaseOverdue(tx, BATCH));
    total += released;
    if (released < BATCH) return total;
  }
}
