import type { Database } from "../database.ts";
import { prune } from "../prune.ts";

/**
 * Removes events that were handed on more than `days` ago and that every consumer is done with, with their deliveries. Of each
 * subject the earliest only, up to one that is still needed, so that no gap comes about. Numbers go on where they were.
 *
 * @returns how many events were removed
 */
export async function pruneOutbox(database: Database, days: number, signal?: AbortSignal): Promise<number> {
  const removeBatch = (limit: number) =>
    database`
      delete from outbox_events using (
        select id from outbox_events as old
        where dispatched_at < now() - make_interval(days => ${days}) and not exists (
          select from outbox_events as needed left join outbox_deliveries on event_id = needed.id
          where needed.subject = old.subject and needed.sequence <= old.sequence
            and (needed.dispatched_at is null or needed.dispatched_at >= now() - make_interval(days => ${days})
              or status in ('pending', 'dead'))
        )
        order by position limit ${limit}
        for update of old skip locked
      ) as finished where outbox_events.id = finished.id`;
  return await prune(removeBatch, signal);
}
