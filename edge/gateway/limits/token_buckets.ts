/** How many requests a caller may make: `max` in any `windowMs`. */
export interface Rate {
  max: number;
  windowMs: number;
}

/** What a limiter says about one request. */
export interface Verdict {
  allowed: boolean;
  /** Requests left for now. */
  remaining: number;
  /** Milliseconds until there are more. */
  resetMs: number;
}

/** Callers that are remembered; with one more, the one not seen for the longest time is forgotten. */
const MAX_CALLERS = 10_000;

interface Bucket {
  tokens: number;
  at: number;
}

/** One token bucket a caller, in this process's memory. A bucket starts full and is refilled evenly. */
export class TokenBuckets {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate, now: () => number = Date.now) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Takes a token of a caller's bucket, if there is one. */
  take(caller: string): Verdict {
    const { max, windowMs } = this.#rate;
    const now = this.#now();
    const bucket = this.#buckets.get(caller) ?? { tokens: max, at: now };
    const filled = Math.min(max, bucket.tokens + Math.max(0, now - bucket.at) * max / windowMs);
    const allowed = filled >= 1;
    const tokens = allowed ? filled - 1 : filled;
    this.#buckets.delete(caller); // and back in as the one seen last
    this.#buckets.set(caller, { tokens, at: now });
    if (this.#buckets.size > MAX_CALLERS) this.#buckets.delete(this.#buckets.keys().next().value!);
    return { allowed, remaining: Math.floor(tokens), resetMs: tokens >= 1 ? 0 : (1 - tokens) * windowMs / max };
  }
}
