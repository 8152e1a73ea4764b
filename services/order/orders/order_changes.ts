import type { Database, Query } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { Log } from "../../kit/log.ts";

/** The PostgreSQL channel on which the numbers of changed orders are sent. */
export const ORDER_CHANGES = "order_changes";

/** Tells whoever watches an order that something of it changed, when the transaction commits. */
export async function tellWatchers(tx: Query, orderId: bigint): Promise<void> {
  await tx`select pg_notify(${ORDER_CHANGES}, number) from orders where id = ${orderId}`;
}

/** Most orders followed at once in one process. */
const MAX_FOLLOWERS = 10_000;

/**
 * Tells of changed orders, from one connection for the whole process, which is opened when somebody first follows an order.
 *
 * A lost connection comes back by itself; as changes may have passed unheard meanwhile, every follower is then woken.
 */
export class OrderChanges {
  readonly #database: Database;
  readonly #log: Log;
  readonly #followers = new Set<Follower>();
  #isListening = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Orders being followed now. */
  get followers(): number {
    return this.#followers.size;
  }

  /** Follows an order until disposed of; abortion of `signal` wakes the follower too. */
  follow(orderNumber: string, signal: AbortSignal): Follower {
    if (this.#followers.size >= MAX_FOLLOWERS) {
      throw new ShopError(ErrorCode.UNAVAILABLE, `Cannot watch order: ${MAX_FOLLOWERS} are being watched`);
    }
    if (!this.#isListening) this.#listen();
    const follower = new Follower(orderNumber, signal, () => this.#followers.delete(follower));
    this.#followers.add(follower);
    return follower;
  }

  #listen(): void {
    this.#isListening = true;
    const wake = (orderNumber?: string) => {
      for (const follower of this.#followers) {
        if (orderNumber === undefined || follower.orderNumber === orderNumber) follower.wake();
      }
    };
    // The driver goes on trying, also when the first attempt fails
    this.#database.listen(ORDER_CHANGES, wake, () => wake()).catch((error) => {
      this.#log.warn("Cannot listen to order changes yet: trying again", { error });
    });
  }
}

/** Somebody who waits for an order to change. Changes that come faster than they are asked for count as one. */
export class Follower implements Disposable {
  readonly orderNumber: string;
  readonly #signal: AbortSignal;
  readonly #leave: () => void;
  #change = Promise.withResolvers<void>();

  constructor(orderNumber: string, signal: AbortSignal, leave: () => void) {
    this.orderNumber = orderNumber;
    this.#signal = signal;
    this.#leave = leave;
    signal.addEventListener("abort", this.wake);
  }

  readonly wake = (): void => this.#change.resolve();

  /** Resolves when the order may have changed since this last resolved. */
  async changed(): Promise<void> {
    await this.#change.promise;
    this.#change = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    this.#signal.removeEventListener("abort", this.wake);
    this.#leave();
  }
}
