import { delay } from "../kit/delay.ts";
import type { Log } from "../kit/log.ts";
import { signBody } from "../kit/signed_body.ts";
import type { Books } from "./books.ts";
import type { FaultPlan } from "./faults.ts";

/** Carries the signature of a webhook. */
export const SIGNATURE_HEADER = "bank-signature";
const PARALLEL = 8;
const TIMEOUT_MS = 5_000;
const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 60_000;
/** How far events are spread when they are to come in any order. */
const SHUFFLE_MS = 400;

/** Where events go. */
export interface WebhookOptions {
  books: Books;
  faults: FaultPlan;
  url: string;
  secret: string;
  log: Log;
}

type Event = {
  id: string;
  body: string;
  attempts: bigint;
  spread: bigint;
  repeated: bigint;
};

/** Sends the shop what happened, until it has heard. What is to be sent is in the books, and survives the process. */
export class Webhooks {
  readonly #options: WebhookOptions;
  #wake = () => {};

  constructor(options: WebhookOptions) {
    this.#options = options;
  }

  /** There may be something new. */
  wake(): void {
    this.#wake();
  }

  /** Sends until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { books } = this.#options;
    while (!signal.aborted) {
      const due = books.all<Event>(
        "select * from events where sent_at is null and next_at <= ? order by next_at, id limit ?",
        ...[Date.now(), PARALLEL],
      );
      await Promise.all(due.map((event) => this.#handle(event, signal)));
      if (due.length === 0) await this.#rest(signal);
    }
  }

  /** Sends the events about a payment or refund now, before anything else is told of it. */
  async sendNow(key: string, signal: AbortSignal): Promise<void> {
    const events = this.#options.books.all<Event>(
      "select * from events where sent_at is null and body ->> '$.data.key' = ?",
      key,
    );
    for (const event of events) await this.#deliver(event, signal);
  }

  async #handle(event: Event, signal: AbortSignal): Promise<void> {
    const { books, faults } = this.#options;
    if (!faults.now.shuffleWebhooks || event.spread) return await this.#deliver(event, signal);
    const later = Math.round(faults.random() * SHUFFLE_MS);
    books.all("update events set spread = 1, next_at = next_at + ? where id = ?", later, event.id);
  }

  async #deliver({ id, body, attempts, repeated }: Event, signal: AbortSignal): Promise<void> {
    const { books, faults } = this.#options;
    // Nobody else sends it meanwhile; if this process dies, it is sent again after that
    books.all("update events set next_at = ? where id = ?", Date.now() + 2 * TIMEOUT_MS, id);
    if (!await this.#send(id, body, signal)) {
      const at = Date.now() + Math.min(FIRST_RETRY_MS * 2 ** Number(attempts), LAST_RETRY_MS);
      books.all("update events set attempts = attempts + 1, next_at = ? where id = ?", at, id);
    } else if (!repeated && faults.chance(faults.now.duplicateWebhookRate)) {
      books.all("update events set repeated = 1, next_at = ? where id = ?", Date.now(), id);
      this.wake();
    } else {
      books.all("update events set sent_at = ? where id = ?", Date.now(), id);
    }
  }

  async #send(id: string, body: string, signal: AbortSignal): Promise<boolean> {
    const { url, secret, log } = this.#options;
    const bytes = new TextEncoder().encode(body);
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", [SIGNATURE_HEADER]: signBody(secret, bytes, new Date()) },
        body: bytes,
        redirect: "manual",
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      if (!response.ok) log.warn("the shop did not take an event", { id, status: response.status });
      return response.ok;
    } catch (error) {
      if (!signal.aborted) log.warn("the shop cannot be told of an event", { id, error: String(error) });
      return false;
    }
  }

  /** Until the next attempt is due, something new happened, or all is over. */
  async #rest(signal: AbortSignal): Promise<void> {
    const next = this.#options.books.one<{ at: bigint | null }>(
      "select min(next_at) as at from events where sent_at is null",
    )?.at;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    const pause = next === null || next === undefined ? LAST_RETRY_MS : Number(next) - Date.now();
    await delay(pause, AbortSignal.any([signal, woken.signal]));
  }
}
