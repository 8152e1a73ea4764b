import { type Database, type Query, transaction } from "../../kit/database.ts";

/** What a statement may take: half of what the call for all checks may. */
const TIMEOUT_MS = 150_000;

/**
 * Lets statements read all there is. Where PostgreSQL takes a shop for smaller than it is, as it does for a while when it was killed,
 * it would read one whole table for each row of another: for ten thousand orders a minute in place of a tenth of a second.
 */
export async function overAll<T>(database: Database, read: (tx: Query) => Promise<T>): Promise<T> {
  return await transaction(database, async (tx) => {
    await tx`
      select set_config('enable_nestloop', 'off', true), set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('statement_timeout', ${TIMEOUT_MS}::text, true)`;
    return await read(tx);
  });
}
