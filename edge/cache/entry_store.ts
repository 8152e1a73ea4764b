import type { Entry } from "./entry.ts";

/** How much may be kept. */
export interface StoreLimits {
  entries: number;
  /** Sum of all bodies. Their compressed forms come on top, and are smaller. */
  bytes: number;
}

/** Keeps entries by key within limits, and forgets those that were not used for the longest time. */
export class EntryStore {
  readonly #limits: StoreLimits;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(limits: StoreLimits) {
    this.#limits = limits;
  }

  get(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key); // and back in as the one used last
    this.#entries.set(key, entry);
    return entry;
  }

  /** One that is larger than all that may be kept is not. */
  set(key: string, entry: Entry): void {
    this.delete(key);
    if (entry.body.length > this.#limits.bytes) return;
    this.#entries.set(key, entry);
    this.#bytes += entry.body.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limits.entries && this.#bytes <= this.#limits.bytes) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.body.length;
  }
}
