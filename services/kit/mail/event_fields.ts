import { type OutboxEvent, Undeliverable } from "../outbox/consumer.ts";

/** A text of an event. One that is not there will not be there later either. */
export function textOf(event: OutboxEvent, name: string): string {
  const value = event.payload[name];
  if (typeof value === "string") return value;
  throw new Undeliverable(`Cannot write a mail: the event's "${name}" is no text`);
}

/** A number of an event. */
export function numberOf(event: OutboxEvent, name: string): number {
  const value = event.payload[name];
  if (typeof value === "number") return value;
  throw new Undeliverable(`Cannot write a mail: the event's "${name}" is no number`);
}
