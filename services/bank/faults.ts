import { z } from "zod";
import type { Books } from "./books.ts";

const rate = z.number().min(0).max(1).default(0);

/** What goes wrong, and how often: shares from 0 to 1. */
export const Faults = z.strictObject({
  /** The same seed draws the same numbers. */
  seed: z.number().int().default(1),
  /** Answers 500, having done nothing. */
  errorRate: rate,
  /** Charges, and never answers. */
  timeoutAfterChargeRate: rate,
  /** Sends an event once more after it was heard. */
  duplicateWebhookRate: rate,
  /** Tells of a payment before it answers the request for it. */
  webhooksFirstRate: rate,
  /** Sends events in any order. */
  shuffleWebhooks: z.boolean().default(false),
  /** How long each answer takes at least. */
  latencyMs: z.number().int().min(0).max(60_000).default(0),
});
export type Faults = z.output<typeof Faults>;

/** The faults in force. They are kept in the books, so that a restart does not heal them. */
export class FaultPlan {
  readonly #books: Books;
  #faults: Faults;
  #state: number;

  constructor(books: Books) {
    this.#books = books;
    const kept = books.one<{ value: string }>("select value from settings where name = 'faults'");
    this.#faults = Faults.parse(JSON.parse(kept?.value ?? "{}"));
    this.#state = this.#faults.seed;
  }

  get now(): Faults {
    return this.#faults;
  }

  set(faults: Faults): void {
    this.#books.all("insert or replace into settings (name, value) values ('faults', ?)", JSON.stringify(faults));
    this.#faults = faults;
    this.#state = faults.seed;
  }

  /** True in this share of all calls. */
  chance(rate: number): boolean {
    return rate > 0 && this.random() < rate;
  }

  /** From 0 up to 1 (mulberry32). */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
