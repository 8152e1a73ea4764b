import assert from "node:assert/strict";
import { type RedisProcess, startRedis } from "../../../../dev/testing/redis.ts";
import { ErrorCode, ShopError } from "../../../kit/errors.ts";
import { Secrets } from "../../secrets.ts";
import { Throttle, type Tried } from "../throttle.ts";

/** What became of a try. */
export type Outcome = "right" | "wrong" | "refused";

/** A throttle on a clock that only the test moves, and people who try. */
export class ThrottleSite {
  now = Date.UTC(2026, 0, 1);
  readonly throttle: Throttle;

  constructor({ redis }: RedisProcess) {
    this.throttle = new Throttle({ redis, secrets: new Secrets(new Uint8Array(32)), now: () => this.now });
  }

  /** What becomes of a password. */
  async try(email: string, ip: string, isRight: boolean, tried: Tried = "password"): Promise<Outcome> {
    try {
      const found = await this.throttle.attempt({ tried, email, ip }, () => Promise.resolve(isRight || undefined));
      return found ? "right" : "wrong";
    } catch (error) {
      assert.ok(error instanceof ShopError && error.code === ErrorCode.RATE_LIMITED, String(error));
      return "refused";
    }
  }

  /** How many of so many wrong passwords, all at once, are looked at. */
  async flood(tries: number, email: (n: number) => string, ip: (n: number) => string): Promise<number> {
    const outcomes = await Promise.all(Array.from({ length: tries }, (_, n) => this.try(email(n), ip(n), false)));
    return outcomes.filter((outcome) => outcome === "wrong").length;
  }
}

/** Runs a test on a throttle of its own. */
export async function withThrottle(run: (site: ThrottleSite, redis: RedisProcess) => Promise<void>): Promise<void> {
  await using redis = await startRedis();
  await run(new ThrottleSite(redis), redis);
}
