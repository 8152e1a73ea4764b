import type { Query } from "../database.ts";

/** Something that could not be carried out and waits for staff. */
export interface DeadLetter {
  /** "run:<id>" or "delivery:<event id>:<consumer>". */
  id: string;
  kind: "run" | "delivery";
  /** The workflow, or the consumer. */
  name: string;
  subject: string | null;
  /** Of a delivery. */
  eventType: string | null;
  error: string | null;
  createdAt: Date;
  diedAt: Date;
}

/** Where a page ended: the time of its last letter, and its id, which parts those of one millisecond. */
export type Place = Pick<DeadLetter, "diedAt" | "id">;

/** Dead runs and dead deliveries in one list, the latest first; with a place those after it. */
export async function listDeadLetters(query: Query, limit: number, after?: Place): Promise<DeadLetter[]> {
  // As text, as the driver knows no infinite time
  return await query<DeadLetter[]>`
    with before as (
      select ${after?.diedAt.toISOString() ?? "infinity"}::text::timestamptz as at, ${after?.id ?? ""}::text as id
    ), runs as (
      select 'run:' || runs.id as id, 'run' as kind, workflow as name, subject, null as "eventType", error,
        created_at as "createdAt", finished_at as "diedAt"
      from workflow_runs as runs, before
      where status = 'dead' and finished_at <= at and (finished_at, 'run:' || runs.id) < (at, before.id)
      order by finished_at desc, 1 desc limit ${limit}
    ), deliveries as (
      select 'delivery:' || event_id || ':' || consumer as id, 'delivery' as kind, consumer as name, events.subject,
        type as "eventType", error, created_at as "createdAt", finished_at as "diedAt"
      from outbox_deliveries join outbox_events as events on events.id = event_id, before
      where status = 'dead' and finished_at <= at
        and (finished_at, 'delivery:' || event_id || ':' || consumer) < (at, before.id)
      order by finished_at desc, 1 desc limit ${limit}
    )
    select * from (select * from runs union all select * from deliveries) as letters
    order by "diedAt" desc, id desc limit ${limit}`;
}
