import type { Query } from "../database.ts";

/** How far behind its consumers are. */
export interface OutboxLag {
  /** Events that were not handed on yet. */
  undispatched: number;
  /** Deliveries that wait, are at work, or will be tried again. */
  pending: number;
  /** Deliveries that were given up and that staff have not seen to. */
  dead: number;
  /** Age of the oldest event that somebody has not had and will get; 0 when there is none. */
  oldestSeconds: number;
}

/** Measures how far behind consumers are: for health, metrics and alerts. */
export async function outboxLag(query: Query): Promise<OutboxLag> {
  const [lag] = await query<[OutboxLag]>`
    with undispatched as (
      select count(*)::int as count, min(created_at) as oldest from outbox_events where dispatched_at is null
    ), pending as (
      select count(*)::int as count, min(created_at) as oldest
      from outbox_deliveries join outbox_events on id = event_id where status = 'pending'
    )
    select undispatched.count as undispatched, pending.count as pending,
      (select count(*)::int from outbox_deliveries where status = 'dead') as dead,
      coalesce(extract(epoch from now() - least(undispatched.oldest, pending.oldest)), 0)::float8 as "oldestSeconds"
    from undispatched, pending`;
  return lag;
}

/**
 * Says what is wrong with the books of the outbox: an event handed on has exactly one delivery for each of its consumers, whatever
 * became of it (done, dead, discarded or pending), and a subject's events are numbered without gaps.
 *
 * @returns a sentence for each problem, at most a hundred of a kind
 */
export async function outboxProblems(query: Query): Promise<string[]> {
  const rows = await query<{ problem: string }[]>`
    (
      select format('event %s of "%s" was handed on to %s, and has %s deliveries', events.id, events.subject,
        coalesce(events.deliveries::text, 'nobody yet'), count(event_id)) as problem
      from outbox_events as events left join outbox_deliveries on event_id = events.id
      group by events.id
      having count(event_id) <> coalesce(events.deliveries, 0) or (events.dispatched_at is null) <> (events.deliveries is null)
      order by events.position limit 100
    ) union all (
      select format('"%s" has %s events from %s to %s, and its last number is %s', subject, count(*), min(events.sequence),
        max(events.sequence), max(outbox_subjects.sequence))
      from outbox_events as events left join outbox_subjects using (subject)
      group by subject
      having count(*) <> max(events.sequence) - min(events.sequence) + 1
        or max(events.sequence) is distinct from max(outbox_subjects.sequence)
      order by subject limit 100
    ) union all (
      select format('delivery of event %s to "%s" is numbered %s of "%s"', event_id, consumer, delivery.sequence, delivery.subject)
      from outbox_deliveries as delivery join outbox_events as events on events.id = event_id
      where (delivery.subject, delivery.sequence) <> (events.subject, events.sequence)
      limit 100
    )`;
  return rows.map(({ problem }) => problem);
}
