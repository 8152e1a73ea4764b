import { currentContext } from "../context.ts";
import type { Query } from "../database.ts";

/** Something that was done, or refused. */
export interface AuditEntry {
  /** The account that did it; undefined when nobody was signed in. */
  actorId?: string | undefined;
  /** The workload that asked for it, such as "edge". */
  workload: string;
  /** Such as "sign_in.refused". */
  action: string;
  /** To whom or what, such as an account's id. */
  subject?: string | undefined;
  /** "done" unless given; otherwise the code of the error. */
  outcome?: string | undefined;
  sessionId?: string | undefined;
  ip?: string | undefined;
  userAgent?: string | undefined;
  /** No secret, and nothing that erasing an account would have to take out. */
  details?: Record<string, string | number | boolean | readonly string[]>;
}

/** Writes an entry of the audit log, in the transaction of what it tells of where there is one. */
export async function writeAudit(query: Query, entry: AuditEntry): Promise<void> {
  const { actorId, workload, action, subject, outcome, sessionId, ip, userAgent, details } = entry;
  await query`
    insert into audit (actor_id, workload, action, subject, outcome, session_id, ip, user_agent, request_id, details)
    values (
      ${actorId ?? null}, ${workload}, ${action}, ${subject ?? ""}, ${outcome ?? "done"}, ${sessionId ?? null},
      ${ip || null}, ${userAgent || null}, ${currentContext()?.requestId ?? null}, ${query.json(details ?? {})}
    )`;
}
