import type { Database } from "../../../kit/database.ts";
import { until } from "../../testing/until.ts";

/** Waits until a statement in the same database waits for a lock. */
export async function untilLockedOut(database: Database): Promise<void> {
  await until(async () => {
    const waiting = await database`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    return waiting.length > 0;
  });
}
