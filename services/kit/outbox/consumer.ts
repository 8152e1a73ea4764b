import type { Query } from "../database.ts";

/** Something that happened, as `emit_event()` wrote it. */
export interface OutboxEvent {
  /** UUID. The key by which a receiver elsewhere knows an event it has had before. */
  readonly id: string;
  /** What it happened to, such as "order:SF-7K3QX9M2". */
  readonly subject: string;
  /** 1, 2, 3 … within the subject. */
  readonly sequence: number;
  /** Such as "order.paid". */
  readonly type: string;
  readonly payload: Record<string, unknown>;
  /** When the transaction began that wrote it. */
  readonly at: Date;
}

interface Subscription {
  /** Names it for good: deliveries are kept under this name. */
  readonly name: string;
  /** The types it wants, or "*" for all. When absent, rows of `outbox_consumers` named "<name>:…" say, and it serves all of them. */
  readonly types?: readonly string[];
  /** Attempts before a delivery becomes a dead letter; 10 unless given, which takes a quarter of an hour. */
  readonly attempts?: number;
  /** Deliveries at once in one process; 4 unless given. */
  readonly parallel?: number;
}

/**
 * A consumer whose effect is in the service's own database. The effect and "done" commit together: it happens exactly once,
 * and no table of events already seen is needed.
 */
export interface LocalConsumer extends Subscription {
  /**
   * Takes events of different subjects, or one. Must have no effect outside `tx`. Throws when it cannot: of several each is then
   * tried alone, and one alone again later.
   */
  readonly inTransaction: (tx: Query, events: readonly OutboxEvent[]) => Promise<void>;
}

/** A consumer whose effect is elsewhere, such as a mail. It happens at least once; `event.id` is the key to dedupe by. */
export interface RemoteConsumer extends Subscription {
  /**
   * Runs outside any transaction. Throws when it cannot; it is then tried again later.
   *
   * @param signal Aborted when it takes longer than 20 seconds, and when the process stops
   * @param consumer The full name: its own, or "<name>:…" for one that has no types
   */
  readonly deliver: (event: OutboxEvent, signal: AbortSignal, consumer: string) => Promise<void>;
}

/** Whoever wants to hear of events. Each gets those of one subject in their order, one after the other. */
export type Consumer = LocalConsumer | RemoteConsumer;

/** Thrown by a consumer for an event that no further attempt can help: it becomes a dead letter at once. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
}
