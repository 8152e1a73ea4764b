import type { Database } from "../../kit/database.ts";
import { delay } from "../../kit/delay.ts";
import type { Log } from "../../kit/log.ts";
import { advanceOrders, BATCH } from "./advance_orders.ts";

const PAUSE_MS = 1_000;

/** How the test carrier works. */
export interface TestCarrierOptions {
  database: Database;
  log: Log;
  /** Seconds that an order stays in each status. */
  stepSeconds: number;
  /** Abort to stop it. */
  signal: AbortSignal;
}

/**
 * A carrier that only pretends: it packs, ships and delivers paid orders, one step each `stepSeconds`, so that a shop without
 * a warehouse has orders whose status changes. A real carrier takes its place; production does not run it.
 *
 * All it knows is in the orders' rows: any number of replicas may run it, and it may be killed at any moment.
 *
 * @returns when stopped, with its last transaction finished
 */
export async function runTestCarrier({ database, log, stepSeconds, signal }: TestCarrierOptions): Promise<void> {
  for (let isAway = false; !signal.aborted;) {
    try {
      const moved = await advanceOrders(database, stepSeconds);
      if (isAway) log.info("Orders are moved on again");
      isAway = false;
      if (moved < BATCH) await delay(PAUSE_MS, signal);
    } catch (error) {
      if (!isAway) log.warn("Cannot move orders on: trying again", { error });
      isAway = true;
      await delay(PAUSE_MS, signal);
    }
  }
}
