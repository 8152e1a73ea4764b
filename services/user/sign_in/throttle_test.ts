import assert from "node:assert/strict";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { type Outcome, withThrottle } from "./testing/throttle_site.ts";
import { POLICY } from "./throttle.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const HOME = "192.0.2.1";
const OWNER = "ada@example.com";

Deno.test("Throttle lets five failures go, then doubles the wait up to a quarter of an hour", () =>
  withThrottle(async (site) => {
    for (let n = 0; n < 5; n++) assert.equal(await site.try(OWNER, HOME, false), "wrong");
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
      site.now += seconds * SECOND - 1;
      assert.equal(await site.try(OWNER, HOME, true), "refused", `${seconds} s`);
      site.now += 1;
      assert.equal(await site.try(OWNER, HOME, false), "wrong", `${seconds} s`);
    }
  }));

Deno.test("Throttle forgets the failures of a pair once it succeeds, or after a day", () =>
  withThrottle(async (site) => {
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 4; n++) assert.equal(await site.try(OWNER, HOME, false), "wrong");
      assert.equal(await site.try(OWNER, HOME, true), "right");
    }
    for (let n = 0; n < 8; n++, site.now += 5 * SECOND) await site.try(OWNER, HOME, false);
    site.now += POLICY.pair.forgottenAfterMs;
    for (let n = 0; n < 5; n++) assert.equal(await site.try(OWNER, HOME, false), "wrong");
  }));

Deno.test("Throttle counts an account however its address is typed, and an IPv6 network as one address", () =>
  withThrottle(async (site) => {
    const looked = await site.flood(
      20,
      (n) => n % 2 === 0 ? OWNER : "ADA@example.com",
      (n) => `2001:db8::${n.toString(16)}`,
    );
    assert.ok(looked <= POLICY.pair.freeFailures, `${looked}`);
    assert.equal(await site.try(OWNER, "2001:db8:0:1::1", false), "wrong");
  }));

Deno.test("Throttle looks at no more tries for their coming all at once", () =>
  withThrottle(async (site) => {
    assert.equal(await site.flood(50, () => OWNER, () => HOME), POLICY.pair.freeFailures);
    site.now += SECOND;
    assert.ok(await site.flood(50, () => OWNER, () => HOME) <= 1);
  }));

Deno.test("Throttle charges neither a right password nor a look that failed", () =>
  withThrottle(async (site) => {
    for (let n = 0; n < 2 * POLICY.origin.failures; n++) {
      assert.equal(await site.try(`customer${n}@example.com`, HOME, true), "right");
    }
    const who = { tried: "password", email: OWNER, ip: HOME } as const;
    for (let n = 0; n < 10; n++) {
      await assert.rejects(site.throttle.attempt(who, () => Promise.reject(new Error("full"))), /full/);
    }
    assert.equal(await site.try(OWNER, HOME, true), "right");
  }));

Deno.test("Throttle: a right password forgives no wrong second factor", () =>
  withThrottle(async (site) => {
    const outcomes: Outcome[] = [];
    for (let n = 0; n < 10; n++) {
      assert.equal(await site.try(OWNER, HOME, true), "right");
      outcomes.push(await site.try(OWNER, HOME, false, "second_factor"));
    }
    assert.equal(outcomes.filter((outcome) => outcome === "wrong").length, POLICY.pair.freeFailures);
  }));

Deno.test("Throttle: who guesses at one account from everywhere is slowed, and its owner's address is not", () =>
  withThrottle(async (site) => {
    await site.throttle.remember(OWNER, HOME);
    let looked = 0;
    for (let n = 0; n < 10; n++, site.now += MINUTE) {
      looked += await site.flood(40, () => OWNER, (m) => `198.51.${n}.${m}`);
      assert.equal(await site.try(OWNER, HOME, false), "wrong"); // mistyped
      assert.equal(await site.try(OWNER, HOME, true), "right");
    }
    assert.ok(looked <= POLICY.account.password, `${looked} were looked at`);
    assert.equal(await site.try(OWNER, "203.0.113.9", true), "refused");
    site.now += HOUR;
    assert.equal(await site.try(OWNER, "203.0.113.9", true), "right");
  }));

Deno.test("Throttle: an address is known for ninety days, and to no other account", () =>
  withThrottle(async (site) => {
    await site.throttle.remember(OWNER, HOME);
    await site.flood(POLICY.origin.failures, (n) => `stranger${n}@example.com`, () => HOME);
    assert.equal(await site.try("eve@example.com", HOME, true), "refused");
    assert.equal(await site.try(OWNER, HOME, true), "right");
    site.now += POLICY.known.forgottenAfterMs;
    await site.flood(POLICY.origin.failures, (n) => `other${n}@example.com`, () => HOME);
    assert.equal(await site.try(OWNER, HOME, true), "refused");
  }));

Deno.test("Throttle: what comes from nowhere known is not known by that", () =>
  withThrottle(async (site) => {
    await site.throttle.remember(OWNER, "");
    await site.flood(POLICY.origin.failures, (n) => `stranger${n}@example.com`, () => "");
    assert.equal(await site.try(OWNER, "", true), "refused");
  }));

Deno.test("Throttle: nobody signs in while Redis is away", () =>
  withThrottle(async (site, redis) => {
    await redis.kill();
    const attempt = site.throttle.attempt({ tried: "password", email: OWNER, ip: HOME }, () => Promise.resolve(true));
    await assert.rejects(attempt, (error) => error instanceof ShopError && error.code === ErrorCode.UNAVAILABLE);
  }));
