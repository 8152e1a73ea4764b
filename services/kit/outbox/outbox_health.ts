import type { Query } from "../database.ts";
import type { Log } from "../log.ts";
import { isAway } from "../is_away.ts";

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

/** An event that nobody took up for so long says that no relay works. */
const RELAY_LIMIT_SECONDS = 60;

/** A receiver may be away for a while; after so long somebody should know. */
const LAG_LIMIT_SECONDS = 300;

/**
 * Rejects when events are not handed on at all, for a service's health. What single consumers wait for is no matter, and while
 * the database is away nothing can be said of events: that has a part of its own.
 */
export async function checkRelay(query: Query): Promise<void> {
  const isLate = await query`
    select from (
      select created_at from outbox_events where dispatched_at is null order by position limit 1
    ) as oldest where created_at < now() - make_interval(secs => ${RELAY_LIMIT_SECONDS})`
    .then(({ count }) => count > 0, (error) => {
      if (isAway(error)) return false;
      throw error;
    });
  if (isLate) throw new Error(`Cannot hand events on: the oldest has waited for ${RELAY_LIMIT_SECONDS} s`);
}

/** Writes into the log how far behind consumers are, when they are for more than five minutes. */
export async function tellOfLag(query: Query, log: Log): Promise<void> {
  const { oldestSeconds, ...counts } = await outboxLag(query);
  if (oldestSeconds > LAG_LIMIT_SECONDS) {
    log.warn("events wait", { ...counts, oldest_s: Math.round(oldestSeconds) });
  }
}

/** Measures how far behind consumers are. */
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
