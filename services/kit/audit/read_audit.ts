import { beginsWith } from "../begins_with.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import type { Query } from "../database.ts";

/** An entry as it was written. */
export interface AuditRow {
  id: bigint;
  at: Date;
  actorId: string | null;
  workload: string;
  action: string;
  subject: string;
  outcome: string;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  details: Record<string, unknown>;
}

/** Which entries are wanted. What is empty or absent does not matter. */
export interface AuditFilter {
  readonly actorId?: string;
  readonly subject?: string;
  readonly actionPrefix?: string;
  /** Without entries of staff's calls, whose actions are paths of methods. */
  readonly eventsOnly?: boolean;
}

/** Fits into a bigint. */
const ID = /^\d{1,18}$/;

/**
 * A page of the audit log, newest first. Entries written meanwhile neither repeat nor hide others.
 *
 * @param cursor where the page before ended; empty for the first
 * @throws {ShopError} INVALID_ARGUMENT for a cursor that is not of this list
 */
export async function readAudit(
  query: Query,
  { actorId = "", subject = "", actionPrefix = "", eventsOnly = false }: AuditFilter,
  { size, cursor }: { size: number; cursor: string },
): Promise<{ entries: AuditRow[]; nextCursor: string }> {
  // Only the conditions that are wanted, so that each combination gets the plan that is its own
  const when = (wanted: boolean, condition: () => ReturnType<typeof beginsWith>) => wanted ? condition() : query``;
  const rows = await query<AuditRow[]>`
    select id, at, actor_id as "actorId", workload, action, subject, outcome, ip, user_agent as "userAgent",
      request_id as "requestId", details
    from audit where true
      ${when(cursor !== "", () => query`and id < ${readCursor(cursor, ID)[0]!}::bigint`)}
      ${when(actorId !== "", () => query`and actor_id = ${actorId}`)}
      ${when(subject !== "", () => query`and subject = ${subject}`)}
      ${when(actionPrefix !== "", () => query`and ${beginsWith(query, query`action`, query`${actionPrefix}::text`)}`)}
      ${when(eventsOnly, () => query`and position('/' in action) = 0`)}
    order by id desc limit ${size + 1}`;
  const entries = rows.slice(0, size);
  const last = entries.at(-1);
  return { entries, nextCursor: last && rows.length > size ? writeCursor([String(last.id)]) : "" };
}
