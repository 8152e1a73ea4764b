import type { Database } from "../database.ts";
import { prune } from "../prune.ts";

/** What is younger the database itself keeps, see migrations/audit_0001.sql. */
const KEEP_DAYS = 400;

/** Removes the entries of the audit log that are older than it is kept. @returns how many */
export async function pruneAudit(database: Database, signal?: AbortSignal): Promise<number> {
  // The oldest are those with the lowest ids, so that no more than a batch is looked at when there is nothing to remove
  const removeBatch = (limit: number) =>
    database`
      delete from audit where id in (select id from audit order by id limit ${limit})
        and at < now() - make_interval(days => ${KEEP_DAYS})`;
  return await prune(removeBatch, signal);
}
