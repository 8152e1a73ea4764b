import type { Log } from "../../services/kit/log.ts";
import { hasSessionCookie } from "../middleware/session_cookies.ts";
import { answerFrom, type Entry, isCacheable, makeEntry } from "./entry.ts";
import { EntryStore, type StoreLimits } from "./entry_store.ts";

/** Answers a request; the cache asks it for what it does not have. It never rejects. */
export type Origin = (request: Request) => Promise<Response>;

/** How a response cache works. */
export interface ResponseCacheOptions {
  log: Log;
  limits?: StoreLimits;
  now?: () => number;
}

const LIMITS: StoreLimits = { entries: 2_000, bytes: 24 * 1024 * 1024 };

/** How long it is remembered that the answer to an address may not be kept. */
const PRIVATE_MS = 60_000;
const MAX_PRIVATE = 2_000;

/**
 * Keeps answers that are the same for everybody: those that say `Cache-Control: public` with an age, and set no cookie.
 *
 * One request at a time fetches what is missing, however many wait for it. An old answer is given out while a new one is
 * fetched, and as long as none can be had, as far as its Cache-Control allows.
 */
export class ResponseCache {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #entries: EntryStore;
  /** Fetches under way; undefined stands for an answer that may not be kept. */
  readonly #flights = new Map<string, Promise<Entry | undefined>>();
  /** Addresses whose answers may not be kept, until when: nobody waits for another's fetch of them. */
  readonly #private = new Map<string, number>();

  constructor({ log, limits = LIMITS, now = Date.now }: ResponseCacheOptions) {
    this.#log = log;
    this.#now = now;
    this.#entries = new EntryStore(limits);
  }

  /** Answers from what is kept, or else from the origin. */
  async answer(request: Request, origin: Origin): Promise<Response> {
    if (!isAnonymousRead(request)) return await origin(request);
    const key = keyOf(request.url);
    const entry = this.#entries.get(key);
    const now = this.#now();
    const age = entry ? (now - entry.storedAt) / 1000 : Infinity;
    if (entry && age < entry.lifetime.maxAge) return await answerFrom(entry, request, now, "hit");
    if (entry && age < entry.lifetime.maxAge + entry.lifetime.staleWhileRevalidate) {
      this.#renew(key, request, origin);
      return await answerFrom(entry, request, now, "stale");
    }
    if (hasSessionCookie(request)) return await this.#answerSignedIn(request, origin);
    const flight = this.#flights.get(key);
    if (flight) {
      const landed = await flight;
      return landed ? await answerFrom(landed, request, this.#now(), "hit") : await origin(request);
    }
    // A handler may answer HEAD with less than GET, and a private answer is nobody else's to wait for.
    if (request.method === "HEAD" || this.#isPrivate(key)) return await origin(request);
    return await this.#fetch(key, request, origin, entry);
  }

  /**
   * Answers who may be signed in with what is theirs. What turns out to be for everybody is asked for once more, for nobody, so
   * that no answer to somebody is ever given to others, here or by a cache on the way.
   */
  async #answerSignedIn(request: Request, origin: Origin): Promise<Response> {
    const response = await origin(request);
    if (!isCacheable(response)) return response;
    await response.body?.cancel();
    const { url, method } = request;
    const headers = new Headers(request.headers);
    headers.delete("cookie");
    return await this.answer(new Request(url, { method, headers }), origin);
  }

  /** Answers a request from the origin while others wait for the same. */
  async #fetch(key: string, request: Request, origin: Origin, old: Entry | undefined): Promise<Response> {
    const flight = Promise.withResolvers<Entry | undefined>();
    this.#flights.set(key, flight.promise);
    let landed: Entry | undefined;
    try {
      const response = await origin(request);
      landed = await this.#keep(key, response, old);
      if (!landed) return response;
      const state = landed === old ? "stale" : "miss";
      return await answerFrom(landed, request, this.#now(), state);
    } finally {
      this.#flights.delete(key);
      flight.resolve(landed);
    }
  }

  /** Fetches a new answer for an old one. It is for everybody, so it is asked for without anybody's cookies. */
  #renew(key: string, { url, headers }: Request, origin: Origin): void {
    if (this.#flights.has(key)) return;
    const request = new Request(url, { headers: { accept: headers.get("accept") ?? "*/*" } });
    this.#fetch(key, request, origin, this.#entries.get(key)).catch((error) => {
      this.#log.error("cannot renew a cached answer", { error });
    });
  }

  /** Keeps an answer if that is allowed, or goes on with the old one if there is no new one to be had. */
  async #keep(key: string, response: Response, old: Entry | undefined): Promise<Entry | undefined> {
    const now = this.#now();
    if (isCacheable(response)) {
      const entry = await makeEntry(response, now);
      this.#entries.set(key, entry);
      return entry;
    }
    if (response.status >= 500) return old && canStandIn(old, now) ? old : undefined;
    this.#entries.delete(key);
    this.#notePrivate(key, now);
    return undefined;
  }

  #isPrivate(key: string): boolean {
    return (this.#private.get(key) ?? 0) > this.#now();
  }

  #notePrivate(key: string, now: number): void {
    if (this.#private.size >= MAX_PRIVATE) this.#private.clear();
    this.#private.set(key, now + PRIVATE_MS);
  }
}

function canStandIn({ storedAt, lifetime }: Entry, now: number): boolean {
  return now - storedAt < (lifetime.maxAge + lifetime.staleWhileRevalidate + lifetime.staleIfError) * 1000;
}

/** Event streams never end, ranges are parts, and a credential may make an answer somebody's own. */
function isAnonymousRead({ method, headers }: Request): boolean {
  return (method === "GET" || method === "HEAD") && !headers.has("authorization") && !headers.has("range") &&
    headers.get("accept") !== "text/event-stream";
}

/** The address with its parameters in order: however they are put, the question is the same. */
function keyOf(url: string): string {
  const start = url.indexOf("?");
  if (start < 0) return url;
  const query = new URLSearchParams(url.slice(start + 1));
  query.sort();
  return `${url.slice(0, start)}?${query}`;
}
