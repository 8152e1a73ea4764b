import type { Database, Query } from "../database.ts";
import { transaction } from "../database.ts";
import { ErrorCode, ShopError } from "../errors.ts";

/** A run that waits for staff. */
export interface DeadRun {
  id: string;
  workflow: string;
  subject: string | null;
  /** Why it cannot go on. */
  error: string | null;
  /** Whether it was being undone. */
  isRefused: boolean;
  createdAt: Date;
  /** Since when it waits. */
  diedAt: Date;
}

/** Where a page of dead runs ended. */
export interface DeadRunCursor {
  diedAt: Date;
  id: string;
}

/** Dead runs, the latest first; with a cursor those after it. */
export async function listDeadRuns(query: Query, limit: number, after?: DeadRunCursor): Promise<DeadRun[]> {
  return await query<DeadRun[]>`
    select id, workflow, subject, error, verdict is not null as "isRefused", created_at as "createdAt",
      finished_at as "diedAt"
    from workflow_runs
    where status = 'dead' and (${after === undefined}::bool
      or (finished_at, id) < (${after?.diedAt.toISOString() ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by finished_at desc, id desc limit ${limit}`;
}

/**
 * Lets a dead run go on where it was, forward or undoing, with all its attempts anew and no deadline.
 *
 * @throws {ShopError} NOT_FOUND; WRONG_STATE when it is not dead
 */
export async function replayRun(database: Database, id: string, actor: string): Promise<void> {
  await intervene(database, { id, actor, action: "replay", reason: "" }, async (tx) => {
    await tx`
      update workflow_runs set status = 'ready', run_at = now(), owner = null, crashes = 0, failures = 0, finished_at = null,
        deadline_at = null, updated_at = now()
      where id = ${id}`;
    await tx`
      update workflow_steps set state = 'retrying', failures = 0, wake_at = null
      where run_id = ${id} and state in ('failed', 'retrying')`;
    await tx`select pg_notify('workflow_runs', '')`;
  });
}

/**
 * Gives a dead run up for ever, as it is: nothing more is done or undone.
 *
 * @throws {ShopError} NOT_FOUND; WRONG_STATE when it is not dead
 */
export async function discardRun(database: Database, id: string, actor: string, reason: string): Promise<void> {
  await intervene(database, { id, actor, action: "discard", reason }, async (tx) => {
    await tx`
      update workflow_runs set status = 'discarded', finished_at = now(), updated_at = now() where id = ${id}`;
  });
}

interface Intervention {
  id: string;
  actor: string;
  action: "replay" | "discard";
  reason: string;
}

async function intervene(
  database: Database,
  { id, actor, action, reason }: Intervention,
  change: (tx: Query) => Promise<void>,
): Promise<void> {
  await transaction(database, async (tx) => {
    const [run] = await tx<{ status: string }[]>`select status from workflow_runs where id = ${id} for update`;
    if (!run) throw new ShopError(ErrorCode.NOT_FOUND, `Cannot ${action} run: it does not exist`);
    if (run.status !== "dead") throw new ShopError(ErrorCode.WRONG_STATE, `Cannot ${action} run: it is ${run.status}`);
    await change(tx);
    await tx`
      insert into workflow_interventions (run_id, action, actor, reason) values (${id}, ${action}, ${actor}, ${reason})`;
  });
}
