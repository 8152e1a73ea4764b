import type { Query } from "../database.ts";

/** An event as people see it. */
export interface EventView {
  id: string;
  sequence: number;
  type: string;
  at: Date;
  /** By name of the consumer; none until it is handed on. */
  deliveries: DeliveryView[];
}

/** How far a delivery is. */
export interface DeliveryView {
  consumer: string;
  status: "pending" | "done" | "dead" | "discarded";
  attempts: number;
  /** Why it failed last. */
  error: string | null;
  /** When it is tried next; while it is at work, when its lease ends. */
  nextAt: Date;
  finishedAt: Date | null;
}

/** A delivery with all that staff may want to know of it. */
export interface DeliveryDetails extends DeliveryView {
  eventId: string;
  subject: string;
  type: string;
  at: Date;
  payload: Record<string, unknown>;
  interventions: { action: "replay" | "discard"; actor: string; reason: string; at: Date }[];
}

/** The latest events of a subject, the oldest first. */
export async function readEvents(query: Query, subject: string, limit = 100): Promise<EventView[]> {
  const events = await query<Omit<EventView, "deliveries">[]>`
    select id, sequence, type, created_at as at from outbox_events where subject = ${subject}
    order by sequence desc limit ${limit}`;
  const rows = await query<(DeliveryView & { eventId: string })[]>`
    select event_id as "eventId", consumer, status, attempts, error, next_at as "nextAt", finished_at as "finishedAt"
    from outbox_deliveries where event_id = any(${events.map(({ id }) => id)}::text[]::uuid[]) order by consumer`;
  const deliveries = Map.groupBy(rows, ({ eventId }) => eventId);
  return events.map((event) => ({
    ...event,
    deliveries: (deliveries.get(event.id) ?? []).map(({ eventId: _, ...delivery }) => delivery),
  })).reverse();
}

/** One delivery; undefined when there is none. */
export async function inspectDelivery(
  query: Query,
  eventId: string,
  consumer: string,
): Promise<DeliveryDetails | undefined> {
  const [delivery] = await query<Omit<DeliveryDetails, "interventions">[]>`
    select event_id as "eventId", events.subject, type, created_at as at, payload, consumer, status, attempts, error,
      next_at as "nextAt", finished_at as "finishedAt"
    from outbox_deliveries join outbox_events as events on events.id = event_id
    where event_id = ${eventId} and consumer = ${consumer}`;
  if (!delivery) return undefined;
  const interventions = await query<DeliveryDetails["interventions"]>`
    select action, actor, reason, at from outbox_interventions
    where event_id = ${eventId} and consumer = ${consumer} order by id`;
  return { ...delivery, interventions: [...interventions] };
}
