import { type Database, transaction } from "../database.ts";
import { isAway } from "../is_away.ts";
import type { Log } from "../log.ts";
import type { Delivery } from "./claim_deliveries.ts";
import { type Consumer, type LocalConsumer, type RemoteConsumer, Undeliverable } from "./consumer.ts";
import { buryDelivery, finishDeliveries, releaseDelivery, retryDelivery } from "./finish_delivery.ts";

/** What a delivery needs besides itself. */
export interface RunOptions {
  database: Database;
  log: Log;
  /** Aborted when the process stops. */
  signal: AbortSignal;
  /** Milliseconds to wait after so many failed attempts. */
  pauseMs: (attempts: number) => number;
  /** Milliseconds that a remote consumer may take. */
  timeoutMs: number;
}

const DEFAULT_ATTEMPTS = 10;
const MAX_ERROR_CHARACTERS = 1000;

/** The claim is over, and the delivery somebody else's. */
class LeaseLost extends Error {}

/**
 * Hands one claimed event to its consumer and writes down how that went. Fails only when the database does.
 *
 * @returns whether it is done
 */
export async function runDelivery(consumer: Consumer, delivery: Delivery, options: RunOptions): Promise<boolean> {
  const { database, log, signal, pauseMs } = options;
  const { event: { id, type, subject }, attempts } = delivery;
  try {
    signal.throwIfAborted();
    if ("inTransaction" in consumer) await runLocal(consumer, delivery, database);
    else await runRemote(consumer, delivery, options);
    return true;
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    const isNotItsFault = signal.aborted || ("inTransaction" in consumer && isAway(error));
    const fields = { consumer: delivery.consumer, event: id, type, subject, attempts, error };
    // In transactions what locks deliveries that wait as well, so that it is done again after a deadlock
    if (isNotItsFault) {
      await releaseDelivery(database, delivery);
    } else if (error instanceof Undeliverable || attempts >= (consumer.attempts ?? DEFAULT_ATTEMPTS)) {
      log.error("Cannot deliver an event: it is a dead letter now", fields);
      await transaction(database, (tx) => buryDelivery(tx, delivery, textOf(error)));
    } else {
      // Once for each event: a mail server that is away for a night is no reason for a thousand lines about each
      const write = attempts === 1 ? log.warn : log.debug;
      write("Cannot deliver an event: trying again later", fields);
      await transaction(database, (tx) => retryDelivery(tx, delivery, textOf(error), pauseMs(attempts)));
    }
    return false;
  }
}

/**
 * Hands several claimed events to a consumer in one transaction. Those that are somebody else's by now are left out.
 *
 * @returns false, and nothing happened, when that failed: each must be tried alone, to know whose fault it is
 */
export async function runBatch(
  consumer: LocalConsumer,
  deliveries: readonly Delivery[],
  { database, log, signal }: RunOptions,
): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await transaction(database, async (tx) => {
      const ours = await finishDeliveries(tx, deliveries);
      if (ours.length > 0) await consumer.inTransaction(tx, ours.map(({ event }) => event));
    });
    return true;
  } catch (error) {
    log.debug("Cannot deliver several events at once: trying each", { consumer: consumer.name, error });
    return false;
  }
}

async function runLocal(consumer: LocalConsumer, delivery: Delivery, database: Database): Promise<void> {
  await transaction(database, async (tx) => {
    // Before the effect: from here on its row is locked, and nobody else can claim it, however long this takes
    const [ours] = await finishDeliveries(tx, [delivery]);
    if (!ours) throw new LeaseLost();
    await consumer.inTransaction(tx, [delivery.event]);
  });
}

async function runRemote(consumer: RemoteConsumer, delivery: Delivery, options: RunOptions): Promise<void> {
  const late = new AbortController();
  const signal = AbortSignal.any([options.signal, late.signal]);
  const ended = Promise.withResolvers<never>();
  const end = () => ended.reject(signal.reason);
  signal.addEventListener("abort", end);
  const timer = setTimeout(
    () => late.abort(new Error(`Cannot deliver: not done after ${options.timeoutMs} ms`)),
    options.timeoutMs,
  );
  try {
    // One that does not heed the signal is left to itself
    await Promise.race([consumer.deliver(delivery.event, signal, delivery.consumer), ended.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
  const [ours] = await finishDeliveries(options.database, [delivery]);
  if (!ours) throw new LeaseLost(); // it is delivered again, as when this fails
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, MAX_ERROR_CHARACTERS).replaceAll("\0", ""); // which PostgreSQL keeps in no text
}
