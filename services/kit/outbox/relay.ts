import type { Database } from "../database.ts";
import type { Log } from "../log.ts";
import { type Capacity, claimDeliveries, claimNext, type Delivery, MOST_CLAIMED } from "./claim_deliveries.ts";
import type { Consumer } from "./consumer.ts";
import { DISPATCH_BATCH, dispatchEvents } from "./dispatch_events.ts";
import { Lane } from "./lane.ts";
import { registerConsumers } from "./register_consumers.ts";
import { runBatch, runDelivery } from "./run_delivery.ts";

/** How events are handed on. */
export interface RelayOptions {
  database: Database;
  log: Log;
  /** Everybody who hears of events in this service. */
  consumers: readonly Consumer[];
  /** Abort to stop: what is at work is finished or given back. */
  signal: AbortSignal;
  /** How long a claim holds when nobody is heard of; 30 unless given. */
  leaseSeconds?: number;
  /** How long a remote consumer may take, less than the lease; 20,000 unless given. */
  timeoutMs?: number;
  /** Milliseconds to wait after so many failed attempts; for tests. */
  pauseMs?: (attempts: number) => number;
}

/** How often a relay looks, unless it knows of more: what came meanwhile goes together, which costs little more than one alone. */
const POLL_MS = 200;
const OUTAGE_PAUSE_MS = 500;
/** A database that comes back may fail a few connections yet; so long nothing must go wrong until it counts as back. */
const CALM_MS = 1_000;
const DEFAULT_PARALLEL = 4;
/** Most events that a local consumer takes in one transaction: most of what a short one costs is its beginning and its end. */
const LOCAL_BATCH = 25;
/** Most events of one subject handed on in a row while others wait. */
const LONGEST_RUN = 20;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Hands events on to their consumers until `signal` is aborted. Any number of replicas may run it, and each may be killed at any
 * moment: what it was at is claimed by another when the lease ends. Outlives every failure of the database.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  await new Relay(options).run();
}

class Relay {
  readonly #options: Required<RelayOptions>;
  readonly #consumers: Map<string, Consumer>;
  readonly #capacities: Capacity[];
  readonly #lanes = new Map<string, Lane>();
  /** Full names of consumers for whom more may be waiting than was claimed last. */
  readonly #pressed = new Set<string>();
  #hasOutage = false;
  #failedAt = -Infinity;
  #wake = Promise.withResolvers<void>();

  constructor(options: RelayOptions) {
    this.#options = { pauseMs: backoff, timeoutMs: 20_000, leaseSeconds: 30, ...options };
    this.#consumers = new Map(options.consumers.map((consumer) => [consumer.name, consumer]));
    this.#capacities = options.consumers.map((consumer) => ({ name: consumer.name, limit: limitOf(consumer) }));
  }

  async run(): Promise<void> {
    const { database, consumers, signal } = this.#options;
    const wake = () => this.#wake.resolve();
    signal.addEventListener("abort", wake);
    for (let isRegistered = false; !signal.aborted;) {
      try {
        if (!isRegistered) await registerConsumers(database, consumers);
        isRegistered = true;
        const hasMore = await this.#pass();
        this.#tellOfOutage(false);
        if (!hasMore) await this.#rest(POLL_MS);
      } catch (error) {
        this.#tellOfOutage(true, error);
        await this.#rest(OUTAGE_PAUSE_MS);
      }
    }
    signal.removeEventListener("abort", wake);
    while ([...this.#lanes.values()].some(({ size }) => size > 0)) await this.#rest(POLL_MS);
  }

  /** Hands on what there is, as far as there is room. Returns whether there was more than one pass takes. */
  async #pass(): Promise<boolean> {
    const { database, leaseSeconds } = this.#options;
    const dispatched = await dispatchEvents(database);
    const busy = new Map(Array.from(this.#lanes, ([name, lane]) => [name, lane.size]));
    const claimed = await claimDeliveries(database, this.#capacities, busy, leaseSeconds);
    const byConsumer = Map.groupBy(claimed, ({ consumer }) => consumer);
    for (const [consumer, deliveries] of byConsumer) {
      const lane = this.#laneOf(consumer);
      lane.add(deliveries);
      const mayHaveMore = lane.size >= limitOf(this.#consumerOf(consumer)) || deliveries.some((one) => one.isFollowed);
      if (mayHaveMore) this.#pressed.add(consumer);
      else this.#pressed.delete(consumer);
    }
    return dispatched === DISPATCH_BATCH || claimed.length === MOST_CLAIMED;
  }

  #consumerOf(name: string): Consumer {
    return this.#consumers.get(name.split(":")[0]!)!;
  }

  #laneOf(name: string): Lane {
    const known = this.#lanes.get(name);
    if (known) return known;
    const consumer = this.#consumerOf(name);
    const lane = new Lane({
      parallel: parallelOf(consumer),
      batch: batchOf(consumer),
      run: (batch) => this.#deliverAll(consumer, batch),
      // Not for each one, nor when there are few: a claim for many costs little more than a claim for one
      ended: (left) => this.#pressed.has(name) && left <= limitOf(consumer) / 2 && this.#wake.resolve(),
    });
    this.#lanes.set(name, lane);
    return lane;
  }

  /** Hands on several events in one transaction where that can be; those it failed for one by one. */
  async #deliverAll(consumer: Consumer, batch: Delivery[]): Promise<void> {
    if (batch.length > 1 && "inTransaction" in consumer && await runBatch(consumer, batch, this.#options)) return;
    for (const delivery of batch) await this.#deliver(consumer, delivery);
  }

  /** Hands on an event and, when that is done, those that waited for it, as far as is fair to others. */
  async #deliver(consumer: Consumer, first: Delivery): Promise<void> {
    const { database, signal, leaseSeconds } = this.#options;
    try {
      let delivery: Delivery | undefined = first;
      for (let count = 1; delivery; count++) {
        const isDone: boolean = await runDelivery(consumer, delivery, this.#options);
        const goesOn: boolean = isDone && delivery.isFollowed && count < LONGEST_RUN && !signal.aborted;
        delivery = goesOn ? await claimNext(database, delivery, leaseSeconds) : undefined;
      }
    } catch (error) {
      this.#tellOfOutage(true, error); // the delivery is due again when its lease ends
    }
  }

  /** Waits until there may be something to do, at most so long. */
  async #rest(milliseconds: number): Promise<void> {
    const timer = setTimeout(() => this.#wake.resolve(), milliseconds);
    await this.#wake.promise;
    clearTimeout(timer);
    this.#wake = Promise.withResolvers();
  }

  /** One line when an outage begins, one when it is over. */
  #tellOfOutage(isNow: boolean, error?: unknown): void {
    const { log } = this.#options;
    if (isNow) {
      if (!this.#hasOutage) log.warn("Cannot hand events on: trying again", { error });
      this.#failedAt = performance.now();
    } else {
      if (!this.#hasOutage || performance.now() < this.#failedAt + CALM_MS) return;
      log.info("Events are handed on again");
    }
    this.#hasOutage = isNow;
  }
}

function parallelOf({ parallel = DEFAULT_PARALLEL }: Consumer): number {
  return parallel;
}

function batchOf(consumer: Consumer): number {
  return "inTransaction" in consumer ? LOCAL_BATCH : 1;
}

/** Deliveries claimed at once. */
function limitOf(consumer: Consumer): number {
  return parallelOf(consumer) * batchOf(consumer);
}

/** One second, then twice as long each time, up to an hour; less up to half of it, so that not all come back at once. */
function backoff(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2);
}
