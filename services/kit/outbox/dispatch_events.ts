import { type Database, transaction } from "../database.ts";

/** Most events handed on in one transaction. */
export const DISPATCH_BATCH = 1000;

/** Names the lock under which one relay at a time hands events on; also in remove_consumer(). */
const LOCK = 7_270_03;

/**
 * Writes a delivery for each consumer of the next events, oldest first. One relay does so at a time, whoever comes first: two of
 * them might let the second event of a subject pass before the first.
 *
 * @returns how many events were handed on; 0 also when another relay is at it
 */
export async function dispatchEvents(database: Database): Promise<number> {
  const [waiting] = await database`select 1 from outbox_events where dispatched_at is null limit 1`;
  if (!waiting) return 0;
  return await transaction(database, async (tx) => {
    const [lock] = await tx<[{ isOurs: boolean }]>`select pg_try_advisory_xact_lock(${LOCK}) as "isOurs"`;
    if (!lock.isOurs) return 0;
    const { count } = await tx`
      with events as materialized (
        select id, subject, sequence, position, type from outbox_events
        where dispatched_at is null order by position limit ${DISPATCH_BATCH}
      ), wanted as (
        select events.id, count(name) as deliveries
        from events left join outbox_consumers on types && array[type, '*']
        group by events.id
      ), deliveries as (
        insert into outbox_deliveries (event_id, consumer, subject, sequence)
        select id, name, subject, sequence from events join outbox_consumers on types && array[type, '*']
        order by position
      )
      update outbox_events set dispatched_at = now(), deliveries = wanted.deliveries
      from wanted where outbox_events.id = wanted.id`;
    return count;
  });
}
