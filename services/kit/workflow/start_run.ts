import type { Query } from "../database.ts";
import { encode } from "./json.ts";

/** A run that is to be. */
export interface NewRun {
  /** A UUID; the same id is the same run. */
  id: string;
  input: unknown;
  subject?: string | undefined;
  /** Not before. At once unless given. */
  runAt?: Date | undefined;
}

interface Options {
  workflow: string;
  deadlineMs: number | undefined;
  /** Who claims it at once, and for how long. */
  claim: { owner: string; leaseMs: number } | undefined;
}

/**
 * Writes a run down. It begins when the transaction has committed; one that is claimed, by whoever claimed it.
 *
 * @returns whether there was none of this id
 */
export async function startRun(tx: Query, run: NewRun, { workflow, deadlineMs, claim }: Options): Promise<boolean> {
  const { id, subject = null, runAt } = run;
  const rows = await tx<object[]>`
    with started as (
      insert into workflow_runs (id, workflow, subject, input, owner, fence, crashes, run_at, deadline_at)
      values (${id}, ${workflow}, ${subject}, ${encode(run.input) ?? "null"}::text::jsonb, ${claim?.owner ?? null},
        ${claim ? 1 : 0}, ${claim ? 1 : 0},
        coalesce(${runAt?.toISOString() ?? null}::timestamptz,
          clock_timestamp() + ${claim?.leaseMs ?? 0}::float8 * interval '1 ms'),
        clock_timestamp() + ${deadlineMs ?? null}::float8 * interval '1 ms')
      on conflict (id) do nothing returning id
    )
    select case when ${claim === undefined}::bool then pg_notify('workflow_runs', '') end from started`;
  return rows.length > 0;
}
