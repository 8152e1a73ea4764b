import type { Query } from "../database.ts";
import type { OutboxEvent } from "./consumer.ts";

/** A delivery that is ours until the lease ends. */
export interface Delivery {
  /** Of this claim alone: whoever claims the delivery after us has another. */
  readonly owner: string;
  /** Its full name. */
  readonly consumer: string;
  /** Begun so far, this one included. */
  readonly attempts: number;
  /** Whether its subject has more that wait for this one. */
  readonly isFollowed: boolean;
  readonly event: OutboxEvent;
}

/** What a relay can take on. */
export interface Capacity {
  /** Name of a consumer, without what follows a colon. */
  name: string;
  /** Most deliveries of one of its full names at once. */
  limit: number;
}

type Row = OutboxEvent & Pick<Delivery, "consumer" | "attempts" | "isFollowed">;

/** Most deliveries claimed at once. Written in the statement, so that PostgreSQL knows that they are few. */
export const MOST_CLAIMED = 100;

/**
 * Claims deliveries that are due for `leaseSeconds`, by the database's clock: of each subject the first only, so that a consumer
 * hears of it in order. One whose lease has ended, because its process died, is due again.
 *
 * @param busy Deliveries at work now, by full name of the consumer
 */
export async function claimDeliveries(
  query: Query,
  capacities: readonly Capacity[],
  busy: ReadonlyMap<string, number>,
  leaseSeconds: number,
): Promise<Delivery[]> {
  const owner = crypto.randomUUID();
  const rows = await query<Row[]>`
    with consumers as (
      select outbox_consumers.name, "limit" - coalesce(at_work, 0) as free
      from outbox_consumers
      join unnest(${capacities.map(({ name }) => name)}::text[], ${capacities.map(({ limit }) => limit)}::int[])
        as known (name, "limit") on known.name = split_part(outbox_consumers.name, ':', 1)
      left join unnest(${[...busy.keys()]}::text[], ${[...busy.values()]}::int[]) as busy (name, at_work)
        on busy.name = outbox_consumers.name
    ), due as (
      select first.event_id, first.consumer from consumers, lateral (
        select event_id, consumer from outbox_deliveries as delivery
        where consumer = consumers.name and status = 'pending' and next_at <= now() and sequence = (
          select earlier.sequence from outbox_deliveries as earlier
          where earlier.consumer = delivery.consumer and earlier.subject = delivery.subject and earlier.status = 'pending'
          -- So that one index alone will do, whatever PostgreSQL knows of the table
          order by earlier.consumer, earlier.subject, earlier.sequence limit 1
        )
        order by next_at limit greatest(free, 0) for update skip locked
      ) as first
      limit ${query.unsafe(String(MOST_CLAIMED))}
    )
    update outbox_deliveries as delivery
    set owner = ${owner}, attempts = attempts + 1, next_at = now() + make_interval(secs => ${leaseSeconds})
    from due join outbox_events as event on event.id = due.event_id
    where delivery.event_id = due.event_id and delivery.consumer = due.consumer
    returning ${claimed(query)}`;
  return rows.map((row) => delivery(owner, row));
}

/** Claims what comes after a delivery that is done, for the same consumer and of the same subject; if it is due. */
export async function claimNext(query: Query, done: Delivery, leaseSeconds: number): Promise<Delivery | undefined> {
  const owner = crypto.randomUUID();
  const [row] = await query<Row[]>`
    with next as (
      select event_id, consumer, next_at <= now() as is_due from outbox_deliveries
      where consumer = ${done.consumer} and subject = ${done.event.subject} and status = 'pending'
      order by consumer, subject, sequence limit 1 for update
    )
    update outbox_deliveries as delivery
    set owner = ${owner}, attempts = attempts + 1, next_at = now() + make_interval(secs => ${leaseSeconds})
    from next join outbox_events as event on event.id = next.event_id
    where is_due and delivery.event_id = next.event_id and delivery.consumer = next.consumer
    returning ${claimed(query)}`;
  return row && delivery(owner, row);
}

function claimed(query: Query) {
  return query`event.id, event.subject, event.sequence, event.type, event.payload, event.created_at as at,
      delivery.consumer, delivery.attempts, (
        select later.sequence from outbox_deliveries as later
        where later.consumer = delivery.consumer and later.subject = delivery.subject
          and later.sequence > delivery.sequence and later.status = 'pending'
        order by later.consumer, later.subject, later.sequence limit 1
      ) is not null as "isFollowed"`;
}

function delivery(owner: string, { consumer, attempts, isFollowed, ...event }: Row): Delivery {
  return { owner, consumer, attempts, isFollowed, event };
}
