import type { Query } from "../database.ts";
import type { Delivery } from "./claim_deliveries.ts";

// Each of these changes a delivery only as long as it is ours: whoever ends or takes over a claim replaces its owner.

/**
 * Writes that deliveries to one consumer are done.
 *
 * @returns those that were still ours, each event once; of the others the lease has ended, and they are somebody else's now
 */
export async function finishDeliveries(query: Query, deliveries: readonly Delivery[]): Promise<Delivery[]> {
  // One that was claimed again, because it waited here for too long, may be there twice
  const byEvent = new Map(deliveries.map((delivery) => [delivery.event.id, delivery]));
  const owners = deliveries.map(({ owner }) => owner);
  // By lists: PostgreSQL might read all deliveries there are for a join
  const rows = await query<{ id: string }[]>`
    update outbox_deliveries set status = 'done', owner = null, finished_at = now(), error = null
    where event_id = any (${[...byEvent.keys()]}::text[]::uuid[]) and consumer = ${deliveries[0]!.consumer}
      and owner = any (${owners}::text[]::uuid[])
    returning event_id as id`;
  const done = new Set(rows.map(({ id }) => id));
  return [...byEvent.values()].filter(({ event }) => done.has(event.id));
}

/** Puts a failed delivery off, and with it those that wait for it: none of them is looked at before. */
export async function retryDelivery(query: Query, delivery: Delivery, error: string, pauseMs: number): Promise<void> {
  const { event, consumer, owner } = delivery;
  await query`
    with failed as (
      update outbox_deliveries
      set owner = null, error = ${error}, next_at = now() + make_interval(secs => ${pauseMs / 1000})
      where event_id = ${event.id} and consumer = ${consumer} and owner = ${owner}
      returning consumer, subject, sequence, next_at
    )
    update outbox_deliveries as later set next_at = failed.next_at
    from failed
    where later.consumer = failed.consumer and later.subject = failed.subject and later.sequence > failed.sequence
      and later.status = 'pending' and later.owner is null and later.next_at < failed.next_at`;
}

/** Makes a failed delivery a dead letter. Those that waited for it go on. */
export async function buryDelivery(query: Query, { event, consumer, owner }: Delivery, error: string): Promise<void> {
  await query`
    with dead as (
      update outbox_deliveries set status = 'dead', owner = null, finished_at = now(), error = ${error}
      where event_id = ${event.id} and consumer = ${consumer} and owner = ${owner}
      returning consumer, subject
    )
    update outbox_deliveries as later set next_at = now()
    from dead
    where later.consumer = dead.consumer and later.subject = dead.subject and later.status = 'pending'
      and later.owner is null and later.next_at > now()`;
}

/** Gives back what was claimed and not tried, or broken off when the process stopped: it is due at once, for anybody. */
export async function releaseDelivery(query: Query, { event, consumer, owner }: Delivery): Promise<void> {
  await query`
    update outbox_deliveries set owner = null, attempts = attempts - 1, next_at = now()
    where event_id = ${event.id} and consumer = ${consumer} and owner = ${owner}`;
}
