import type { Query } from "../database.ts";

/** Whose a run is: one process at a time, and one claim of it. */
export interface Lease {
  readonly id: string;
  readonly owner: string;
  readonly fence: number;
}

/** What is written down of a step. Output and error are JSON texts. */
export interface StepRecord {
  name: string;
  position: number;
  state: "done" | "refused" | "failed" | "retrying" | "waiting";
  output: string | null;
  error: string | null;
  attempts: number;
  failures: number;
  /** Milliseconds until it goes on, for those that wait. */
  wakeInMs: number | null;
  elapsedMs: number;
  undo: "due" | "done" | null;
}

/** What becomes of a run, besides the steps that are written down with it. */
export interface RunChange {
  status?: "ready" | "waiting" | "done" | "refused" | "dead";
  output?: string | null;
  verdict?: string;
  error?: string;
  failures?: number;
  /** Lays the run down, to go on after so many milliseconds. */
  wakeInMs?: number;
  /** Only if no signal came since there were so many. */
  signals?: number;
}

/**
 * The one statement that writes to a run: steps and what becomes of the run, if the lease is still held. The run's row stays
 * locked until the transaction ends, so nobody can claim it in between.
 *
 * @returns the names of the steps that were written, without those that were done before; undefined when the lease is lost
 */
export async function record(
  query: Query,
  lease: Lease,
  steps: StepRecord[],
  change: RunChange = {},
): Promise<string[] | undefined> {
  const { status = "ready", output = null, verdict = null, error = null, failures = 0 } = change;
  const { wakeInMs = null, signals = null } = change;
  const [row] = await query<{ held: boolean; names: string[] }[]>`
    with run as (
      update workflow_runs set status = ${status}, output = ${output}::text::jsonb,
        verdict = coalesce(${verdict}::text::jsonb, verdict), error = ${error}, failures = ${failures}, crashes = 0,
        run_at = coalesce(clock_timestamp() + ${wakeInMs}::float8 * interval '1 ms', run_at),
        owner = case when ${wakeInMs}::float8 is null then owner end,
        updated_at = clock_timestamp(),
        finished_at = case when ${status} in ('done', 'refused', 'dead') then clock_timestamp() end
      where id = ${lease.id} and owner = ${lease.owner} and fence = ${lease.fence} and status = 'ready'
        and signals = coalesce(${signals}, signals)
      returning id
    ), written as (
      insert into workflow_steps as step
        (run_id, name, position, state, output, error, attempts, failures, wake_at, started_at, finished_at, undo)
      select id, name, position, state, output::jsonb, error::jsonb, attempts, failures,
        clock_timestamp() + "wakeInMs" * interval '1 ms', clock_timestamp() - "elapsedMs" * interval '1 ms',
        clock_timestamp(), undo
      from run, jsonb_to_recordset(${JSON.stringify(steps)}::text::jsonb) as item (name text, position int, state text,
        output text, error text, attempts int, failures int, "wakeInMs" float8, "elapsedMs" float8, undo text)
      on conflict (run_id, name) do update set position = excluded.position, state = excluded.state, output = excluded.output,
        error = excluded.error, attempts = excluded.attempts, failures = excluded.failures, wake_at = excluded.wake_at,
        finished_at = excluded.finished_at, undo = excluded.undo
      where step.state <> 'done' or excluded.undo = 'done'
      returning name
    )
    select exists (select from run) as held, array(select name from written) as names`;
  return row!.held ? row!.names : undefined;
}
