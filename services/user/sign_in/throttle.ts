/**
 * How tries to sign in are slowed.
 *
 * Each try is charged before the password is looked at, so that many at once are no way round; one that was right is not charged.
 * What is charged counts against up to three limits, and a try beyond any of them is RATE_LIMITED unlooked at:
 *
 * 1. An account and an address together: after 5 failures without a success between (in a day) each further try waits, for
 *    1 s, 2 s, 4 s … 15 min since the one before. That leaves a guesser 4 tries an hour.
 * 2. An account, from all addresses together: 100 failed passwords and 20 failed second factors in any hour. This slows who
 *    guesses at one account from many addresses.
 * 3. An address, at all accounts together: 60 failures in any hour. This slows who tries stolen passwords at many accounts.
 *
 * Nobody can lock out an account's owner from elsewhere: an address that signed in to an account within 90 days is known to it,
 * and its tries count against the first limit alone, which others' tries do not touch. An owner at a new address whose account is
 * being attacked signs in with a passkey, which cannot be guessed and is not limited here, or resets the password by mail.
 *
 * An account is whatever address was typed, whether it has one or not. In IPv6, an address is the network of 64 bits.
 */
import type { Redis } from "@upstash/redis";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { networkOf } from "../../kit/network_of.ts";
import { inRedis } from "../in_redis.ts";
import type { Secrets } from "../secrets.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The numbers of the policy above. */
export const POLICY = {
  pair: { freeFailures: 5, firstWaitMs: SECOND, longestWaitMs: 15 * MINUTE, forgottenAfterMs: DAY },
  account: { password: 100, second_factor: 20, windowMs: HOUR },
  origin: { failures: 60, windowMs: HOUR },
  known: { addresses: 20, forgottenAfterMs: 90 * DAY },
} as const;

/** What is tried. Failures of one leave the other alone: a right password does not forgive wrong codes. */
export type Tried = "password" | "second_factor";

/** Who tries what, from where. */
export interface Try {
  readonly tried: Tried;
  /** As typed. */
  readonly email: string;
  /** Empty when not known. */
  readonly ip: string;
}

/** One limit: when it counted so many tries, ascending and in milliseconds since the epoch, then from when on is the next free? */
interface Limit {
  readonly key: string;
  readonly keptMs: number;
  opensAt(tries: readonly number[]): number;
}

/** Slows guessing. All replicas share what they count, in Redis; without it nobody signs in. */
export class Throttle {
  readonly #redis: Redis;
  readonly #secrets: Secrets;
  readonly #now: () => number;

  constructor({ redis, secrets, now = Date.now }: { redis: Redis; secrets: Secrets; now?: () => number }) {
    this.#redis = redis;
    this.#secrets = secrets;
    this.#now = now;
  }

  /**
   * Charges a try and looks at it. What is right is not charged and ends the failures in a row; a look that throws decided
   * nothing, and is not charged either.
   *
   * @param look Gives undefined for what is wrong
   * @throws {ShopError} RATE_LIMITED when the try must not be looked at yet, UNAVAILABLE when Redis is away
   */
  async attempt<T>({ tried, email, ip }: Try, look: () => Promise<T | undefined>): Promise<T | undefined> {
    const account = this.#name(email.toLowerCase());
    const origin = this.#name(networkOf(ip));
    const [pair, ...shared] = [
      pairLimit(`throttle:${tried}:${account}:${origin}`),
      budget(`throttle:${tried}:${account}`, POLICY.account[tried], POLICY.account.windowMs),
      budget(`throttle:${origin}`, POLICY.origin.failures, POLICY.origin.windowMs),
    ] as const;
    const now = this.#now();
    // A look comes first: who goes on trying all the same is in nobody's way meanwhile.
    const { isKnown, tries } = await this.#read([pair, ...shared], knownKey(account), origin, now);
    const limits = isKnown ? [pair] : [pair, ...shared];
    refuseBefore(limits, tries, now);
    const id = await this.#charge(limits, now);
    let found: T | undefined;
    try {
      found = await look();
    } catch (error) {
      await this.#takeBack(limits, id);
      throw error;
    }
    if (found !== undefined) {
      await inRedis(() => this.#redis.del(pair.key));
      await this.#takeBack(limits, id);
    }
    return found;
  }

  /** Makes an address known to an account: it signed in, or used a link that was mailed to it. None is made known where none is. */
  async remember(email: string, ip: string): Promise<void> {
    if (ip === "") return;
    const { addresses, forgottenAfterMs } = POLICY.known;
    const key = knownKey(this.#name(email.toLowerCase()));
    await inRedis(() =>
      this.#redis.multi()
        .zadd(key, { score: this.#now(), member: this.#name(networkOf(ip)) })
        .zremrangebyrank(key, 0, -addresses - 1)
        .pexpire(key, forgottenAfterMs)
        .exec()
    );
  }

  /** Redis learns neither who tried nor from where. */
  #name(text: string): string {
    return this.#secrets.token(`throttle:${text}`);
  }

  async #read(limits: readonly Limit[], known: string, origin: string, now: number) {
    const reading = this.#redis.pipeline().zscore(known, origin);
    for (const { key, keptMs } of limits) {
      reading.zrange(key, now - keptMs, "+inf", { byScore: true, withScores: true });
    }
    const [since, ...entries] = await inRedis(() => reading.exec<[number | null, ...(string | number)[][]]>());
    const isKnown = since !== null && since > now - POLICY.known.forgottenAfterMs;
    return { isKnown, tries: entries.map((list) => scores(list)) };
  }

  /** @returns the name of what is charged, to take it back by */
  async #charge(limits: readonly Limit[], now: number): Promise<string> {
    const id = `try-${crypto.randomUUID()}`;
    const others = await inRedis(() => this.#add(limits, id, now));
    try {
      refuseBefore(limits, others, now);
    } catch (error) {
      await this.#takeBack(limits, id);
      throw error;
    }
    return id;
  }

  /** @returns when each limit counted its other tries: of two that come at once, one sees the other */
  async #add(limits: readonly Limit[], id: string, now: number): Promise<number[][]> {
    const adding = this.#redis.multi();
    for (const { key, keptMs } of limits) {
      adding.zremrangebyscore(key, "-inf", now - keptMs)
        .zadd(key, { score: now, member: id })
        .pexpire(key, keptMs)
        .zrange(key, 0, -1, { withScores: true });
    }
    const replies = await adding.exec<unknown[]>();
    return limits.map((_, n) => scores(replies[4 * n + 3] as (string | number)[], id));
  }

  async #takeBack(limits: readonly Limit[], id: string): Promise<void> {
    const taking = this.#redis.pipeline();
    for (const { key } of limits) taking.zrem(key, id);
    await inRedis(() => taking.exec());
  }
}

function knownKey(account: string): string {
  return `throttle:known:${account}`;
}

function pairLimit(key: string): Limit {
  const { freeFailures, firstWaitMs, longestWaitMs, forgottenAfterMs } = POLICY.pair;
  return {
    key,
    keptMs: forgottenAfterMs,
    opensAt(tries) {
      if (tries.length < freeFailures) return 0;
      return tries.at(-1)! + Math.min(longestWaitMs, firstWaitMs * 2 ** (tries.length - freeFailures));
    },
  };
}

function budget(key: string, failures: number, windowMs: number): Limit {
  return { key, keptMs: windowMs, opensAt: (tries) => (tries.at(-failures) ?? -windowMs) + windowMs };
}

/** Scores of entries `[member, score, …]` but that of `exceptId`. */
function scores(entries: readonly (string | number)[], exceptId?: string): number[] {
  return entries.flatMap((entry, n) => n % 2 === 1 && entries[n - 1] !== exceptId ? [Number(entry)] : []);
}

function refuseBefore(limits: readonly Limit[], tries: readonly number[][], now: number): void {
  const opensAt = Math.max(...limits.map((limit, n) => limit.opensAt(tries[n]!)));
  if (opensAt <= now) return;
  const seconds = Math.ceil((opensAt - now) / SECOND);
  throw new ShopError(
    ErrorCode.RATE_LIMITED,
    `Cannot sign in now: too many tries failed, try again in ${seconds} seconds`,
  );
}
