import { createLocalJWKSet, errors, type JSONWebKeySet } from "jose";
import { delay } from "../delay.ts";
import { ErrorCode, ShopError } from "../errors.ts";
import type { Log } from "../log.ts";
import { readAccessToken } from "./access_token.ts";
import type { Principal } from "./principal.ts";

/** Tokens that hold no longer although they have not expired. */
export interface Revocation {
  readonly userId: string;
  /** Empty: all of the account's. */
  readonly sessionId: string;
  /** Only those of a lower generation; without meaning for one session. */
  readonly beforeGeneration: number;
}

/** Where a verifier learns what to check tokens with. */
export interface TokenSource {
  /** The public keys, the next one among them. */
  signingKeys(): Promise<JSONWebKeySet>;
  /** What was revoked since `cursor`; what was told before may come again. */
  revocations(cursor: string): Promise<{ revocations: Revocation[]; nextCursor: string }>;
}

/** How soon a revocation is known everywhere. */
const POLL_MS = 1_000;
const KEYS_POLL_MS = 60_000;
/** An outage is told of when so many polls in a row have failed, and when it is over. */
const TOLD_AFTER = 3;
/** Tokens with made-up keys do not make us ask more often than this. */
const UNKNOWN_KEY_PAUSE_MS = 5_000;
const MAX_KNOWN_TOKENS = 10_000;
/** After this, every token that was revoked has expired. */
const REVOKED_FOR_MS = 10 * 60_000;

interface Known {
  principal: Principal;
  expiresAt: number;
}

/**
 * Checks access tokens without asking anybody for each: it has the keys, and is told once a second what was revoked.
 *
 * While its source is away, tokens go on being taken by what was known last. They live for five minutes, so nothing revoked
 * holds longer than that.
 */
export class TokenVerifier {
  readonly #source: TokenSource;
  readonly #log: Log;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  /** The lowest generation that holds, by account; and sessions that ended. What was told last is last. */
  readonly #generations = new Map<string, { lowest: number; toldAt: number }>();
  readonly #ended = new Map<string, { toldAt: number }>();
  #cursor = "";
  #keys: ReturnType<typeof createLocalJWKSet> | undefined;
  #keysReadAt = 0;
  #keysRead: Promise<void> | undefined;
  #ready: Promise<void> | undefined;

  constructor(source: TokenSource, log: Log, now: () => number = Date.now) {
    this.#source = source;
    this.#log = log;
    this.#now = now;
  }

  /**
   * Whom a token speaks for.
   *
   * @throws {ShopError} UNAUTHENTICATED when it is none of ours or holds no longer; UNAVAILABLE when that cannot be told yet
   */
  async verify(token: string): Promise<Principal> {
    await this.#start();
    const { principal, expiresAt } = this.#known.get(token) ?? await this.#read(token);
    if (expiresAt <= this.#now()) {
      this.#known.delete(token);
      throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot accept the access token: it has expired");
    }
    if (this.#isRevoked(principal)) {
      throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot accept the access token: it was revoked");
    }
    return principal;
  }

  /** The public keys as last read, for those who check tokens of ours elsewhere. */
  async publicKeys(): Promise<JSONWebKeySet> {
    await this.#start();
    return this.#keys!.jwks();
  }

  /** Learns of keys and revocations until told to stop. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#start();
        if (this.#now() - this.#keysReadAt > KEYS_POLL_MS) await this.#readKeys();
        await this.#readRevocations();
        if (failures >= TOLD_AFTER) this.#log.info("revoked sessions are known again");
        failures = 0;
      } catch (error) {
        if (++failures === TOLD_AFTER && !signal.aborted) this.#log.warn("cannot learn of revoked sessions", { error });
      }
      await delay(POLL_MS, signal);
    }
  }

  async #start(): Promise<void> {
    this.#ready ??= Promise.all([this.#readKeys(), this.#readRevocations()]).then(() => {});
    try {
      await this.#ready;
    } catch (cause) {
      this.#ready = undefined;
      throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot check the access token: its keys cannot be read", { cause });
    }
  }

  async #read(token: string): Promise<Known> {
    try {
      const read = await this.#readWithKeys(token);
      if (this.#known.size >= MAX_KNOWN_TOKENS) this.#known.delete(this.#known.keys().next().value!);
      this.#known.set(token, read);
      return read;
    } catch (cause) {
      if (cause instanceof ShopError) throw cause;
      throw new ShopError(ErrorCode.UNAUTHENTICATED, "Cannot accept the access token: it is not valid", { cause });
    }
  }

  async #readWithKeys(token: string): Promise<Known> {
    try {
      return await readAccessToken(token, this.#keys!);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#readNewKeys();
      return await readAccessToken(token, this.#keys!);
    }
  }

  /** Tokens that come with a new key at once wait for the same answer. */
  async #readNewKeys(): Promise<void> {
    const mayAsk = this.#now() - this.#keysReadAt >= UNKNOWN_KEY_PAUSE_MS;
    try {
      await (mayAsk ? this.#readKeys() : this.#keysRead);
    } catch (cause) {
      throw new ShopError(ErrorCode.UNAVAILABLE, "Cannot check the access token: its key cannot be read", { cause });
    }
  }

  #readKeys(): Promise<void> {
    this.#keysReadAt = this.#now();
    return this.#keysRead = this.#source.signingKeys().then((keys) => {
      this.#keys = createLocalJWKSet(keys);
    });
  }

  /** Reads until there is no more: an answer holds a bounded number. */
  async #readRevocations(): Promise<void> {
    while (true) {
      const before = this.#cursor;
      const { revocations, nextCursor } = await this.#source.revocations(before);
      for (const revocation of revocations) this.#revoke(revocation);
      this.#cursor = nextCursor;
      if (nextCursor === before) break;
    }
    const until = this.#now() - REVOKED_FOR_MS;
    forget(this.#generations, until);
    forget(this.#ended, until);
  }

  #revoke({ userId, sessionId, beforeGeneration }: Revocation): void {
    const toldAt = this.#now();
    if (sessionId !== "") return tell(this.#ended, sessionId, { toldAt });
    const lowest = Math.max(beforeGeneration, this.#generations.get(userId)?.lowest ?? 0);
    tell(this.#generations, userId, { lowest, toldAt });
  }

  #isRevoked({ userId, sessionId, generation }: Principal): boolean {
    return this.#ended.has(sessionId) || generation < (this.#generations.get(userId)?.lowest ?? 0);
  }
}

function tell<T>(told: Map<string, T>, id: string, what: T): void {
  told.delete(id);
  told.set(id, what);
}

function forget(told: Map<string, { toldAt: number }>, until: number): void {
  for (const [id, { toldAt }] of told) {
    if (toldAt > until) return;
    told.delete(id);
  }
}
