import type { Database } from "../database.ts";
import { prune } from "../prune.ts";

/** Removes runs that ended more than so many days ago, with their steps. Dead ones stay until staff has dealt with them. */
export async function pruneRuns(database: Database, days: number): Promise<number> {
  const removeBatch = (limit: number) =>
    database`
      with old as materialized (
        select id from workflow_runs where status in ('done', 'refused', 'discarded')
          and finished_at < now() - ${days}::float8 * interval '1 day'
        limit ${limit} for update skip locked
      )
      delete from workflow_runs as run using old where run.id = old.id`;
  return await prune(removeBatch);
}
