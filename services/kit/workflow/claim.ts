import type { Database, Query } from "../database.ts";
import { decode } from "./json.ts";
import type { Lease, StepRecord } from "./record.ts";

/** What is known of a step from before. */
export type StepRow = Omit<StepRecord, "elapsedMs">;

/** A run that this process may work on, and what is known of it. */
export interface Claim extends Lease {
  workflow: string;
  subject: string | undefined;
  input: unknown;
  verdict: string | null;
  crashes: number;
  failures: number;
  /** Milliseconds until its deadline. */
  deadlineInMs: number | null;
  steps: StepRow[];
  signals: Signals;
}

/** The signals that a run got, by name. */
export interface Signals {
  count: number;
  payloads: Map<string, unknown>;
}

interface Row {
  id: string;
  workflow: string;
  subject: string | null;
  input: string;
  verdict: string | null;
  fence: number;
  crashes: number;
  failures: number;
  signals: number;
  deadlineInMs: number | null;
}

/** Takes up to `limit` runs that are due and makes them `owner`'s for `leaseMs`. Two processes never get the same. */
export async function claimRuns(
  database: Database,
  { owner, workflows, limit, leaseMs }: { owner: string; workflows: string[]; limit: number; leaseMs: number },
): Promise<Claim[]> {
  const rows = await database<Row[]>`
    with due as materialized (
      select id from workflow_runs
      where finished_at is null and status in ('ready', 'waiting') and run_at <= now() and workflow = any(${workflows}::text[])
      order by run_at limit ${limit} for update skip locked
    )
    update workflow_runs as run set owner = ${owner}, fence = fence + 1, crashes = crashes + 1, status = 'ready',
      run_at = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms'
    from due where run.id = due.id
    returning run.id, workflow, subject, input::text, verdict::text, fence, crashes, failures, signals,
      (extract(epoch from deadline_at - clock_timestamp()) * 1000)::float8 as "deadlineInMs"`;
  // In a statement of its own, after the claim: what the run's last owner wrote is then in sight
  const known = await readSteps(
    database,
    rows.filter(({ fence, signals }) => fence > 1 || signals > 0).map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    owner,
    subject: row.subject ?? undefined,
    input: decode(row.input),
    steps: known.steps.get(row.id) ?? [],
    signals: { count: row.signals, payloads: new Map(known.signals.get(row.id) ?? []) },
  }));
}

async function readSteps(database: Database, ids: string[]) {
  const steps = new Map<string, StepRow[]>();
  const signals = new Map<string, [string, unknown][]>();
  if (ids.length === 0) return { steps, signals };
  const [stepRows, signalRows] = await Promise.all([
    database<(StepRow & { runId: string })[]>`
      select run_id as "runId", name, position, state, output::text, error::text, attempts, failures, undo,
        (extract(epoch from wake_at - clock_timestamp()) * 1000)::float8 as "wakeInMs"
      from workflow_steps where run_id = any(${ids}::text[]::uuid[])`,
    database<{ runId: string; name: string; payload: string }[]>`
      select run_id as "runId", name, payload::text from workflow_signals where run_id = any(${ids}::text[]::uuid[])`,
  ]);
  for (const row of stepRows) steps.set(row.runId, [...steps.get(row.runId) ?? [], row]);
  for (const { runId, name, payload } of signalRows) {
    signals.set(runId, [...signals.get(runId) ?? [], [name, decode(payload)]]);
  }
  return { steps, signals };
}

/** The signals that a run has got by now. */
export async function readSignals(query: Query, id: string): Promise<Signals> {
  const rows = await query<{ count: number; name: string | null; payload: string | null }[]>`
    select run.signals as count, name, payload::text
    from workflow_runs as run left join workflow_signals on run_id = run.id where run.id = ${id}`;
  const payloads = new Map(rows.flatMap(({ name, payload }) => name === null ? [] : [[name, decode(payload)]]));
  return { count: rows[0]?.count ?? 0, payloads };
}
