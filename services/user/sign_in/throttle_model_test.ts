import assert from "node:assert/strict";
import { withThrottle } from "./testing/throttle_site.ts";
import { POLICY } from "./throttle.ts";

const HOUR = 60 * 60_000;
const OWNER = "ada@example.com";

Deno.test("Throttle: of 10,000 stolen passwords tried in a day, few are looked at, while customers sign in all the while", () =>
  withThrottle(async (site) => {
    const hours = 24, perHour = Math.ceil(10_000 / hours), office = "198.51.100.7";
    await site.throttle.remember(OWNER, office); // the bot runs on a machine behind the owner's own address
    const looked: number[] = [];
    for (let n = 0; n < hours; n++) {
      let inHour = 0;
      for (let part = 0; part < 4; part++, site.now += HOUR / 4) {
        inHour += await site.flood(perHour / 4, (m) => `victim${n}-${part}-${m}@example.com`, () => office);
        assert.equal(await site.try(OWNER, office, true), "right");
        assert.equal(await site.try("bob@example.com", "203.0.113.5", true), "right");
      }
      looked.push(inHour);
    }
    assert.ok(Math.max(...looked) <= POLICY.origin.failures, `${looked}`);
    assert.ok(Math.min(...looked) > 0);
  }));
