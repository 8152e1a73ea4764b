import type { Query } from "../database.ts";
import { encode } from "./json.ts";

/**
 * Tells a run something, when the transaction commits. The first signal of a name counts; it may come before the run waits.
 * The run cannot write until then, so let it be the last statement.
 *
 * @returns whether it counts: false when there was one of this name, or the run has ended or does not exist
 */
export async function sendSignal(tx: Query, id: string, name: string, payload: unknown = null): Promise<boolean> {
  const rows = await tx<object[]>`
    with run as materialized (
      select id from workflow_runs where id = ${id} and status in ('ready', 'waiting')
        -- A repeat does not lock the run: whoever looks for work would pass over it just then
        and not exists (select from workflow_signals where run_id = ${id} and name = ${name})
      for update
    ), sent as (
      insert into workflow_signals (run_id, name, payload) select id, ${name}, ${encode(payload)}::text::jsonb from run
      on conflict do nothing returning run_id
    ), told as (
      update workflow_runs as run set signals = signals + 1,
        run_at = case when status = 'waiting' then least(run_at, now()) else run_at end
      from sent where run.id = sent.run_id
    )
    select pg_notify('workflow_runs', '') from sent`;
  return rows.length > 0;
}
