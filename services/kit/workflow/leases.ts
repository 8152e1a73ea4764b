import type { Database } from "../database.ts";
import type { Lease } from "./record.ts";

/** What became of a lease that was to be prolonged. */
export interface Prolonged {
  id: string;
  /** Whether nobody else has the run. */
  isHeld: boolean;
  /** False also for a run that is just being written to. */
  isProlonged: boolean;
}

/**
 * Prolongs the leases that are still held, in one statement. It waits for nobody: whoever writes to a run may hold what another
 * of the runs waits for.
 */
export async function prolongLeases(
  database: Database,
  owner: string,
  leases: readonly Lease[],
  leaseMs: number,
): Promise<Prolonged[]> {
  return await database<Prolonged[]>`
    with held as (
      select * from unnest(${leases.map(({ id }) => id)}::text[]::uuid[], ${leases.map(({ fence }) => fence)}::int[])
        as held (id, fence)
    ), free as materialized (
      select run.id from workflow_runs as run join held on run.id = held.id and run.fence = held.fence
      where run.owner = ${owner} and run.status = 'ready' for update of run skip locked
    ), prolonged as (
      update workflow_runs as run set run_at = clock_timestamp() + ${leaseMs}::float8 * interval '1 ms'
      from free where run.id = free.id returning run.id
    )
    select held.id, prolonged.id is not null as "isProlonged",
      coalesce(run.fence = held.fence and run.owner = ${owner} and run.status = 'ready', false) as "isHeld"
    from held left join workflow_runs as run on run.id = held.id left join prolonged on prolonged.id = held.id`;
}

/**
 * Lets other processes have runs at once. After `isOutage` it counts as a crash, and they wait a while longer each time: the
 * run itself may be what breaks the connection.
 */
export async function releaseLeases(
  database: Database,
  owner: string,
  leases: readonly Lease[],
  isOutage: boolean,
): Promise<void> {
  await database`
    with released as (
      update workflow_runs as run set owner = null, crashes = greatest(0, crashes - ${isOutage ? 0 : 1}::int),
        run_at = clock_timestamp() + ${
    isOutage ? 1 : 0
  }::int * least(60, 0.05 * 2 ^ least(crashes, 20)) * interval '1 second'
      from unnest(${leases.map(({ id }) => id)}::text[]::uuid[], ${
    leases.map(({ fence }) => fence)
  }::int[]) as held (id, fence)
      where run.id = held.id and run.fence = held.fence and run.owner = ${owner} and run.status = 'ready'
      returning run.id
    )
    select pg_notify('workflow_runs', '') where exists (select from released)`;
}
