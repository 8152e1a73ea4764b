import assert from "node:assert/strict";
import fc from "fast-check";
import { HOME } from "./testing/identity_site.ts";
import { complete, outcomeOf, totp, withTotp, wrongCode } from "./testing/second_factor.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

Deno.test("completeSignIn() never gives a session beyond what tickets, tries and codes allow, in whatever order they come", () =>
  withTotp(async (site, { code }) => {
    const step = fc.oneof(
      { weight: 1, arbitrary: fc.constant({ does: "begin" } as const) },
      { weight: 3, arbitrary: fc.record({ does: fc.constant("wrong" as const), ticket: fc.nat(2) }) },
      { weight: 2, arbitrary: fc.record({ does: fc.constant("right" as const), ticket: fc.nat(2) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        site.now += 25 * HOUR; // nothing is left of the run before
        const tickets: { ticket: string; tries: number; isUsed: boolean }[] = [];
        for (const { does, ...which } of steps) {
          if (does === "begin") {
            tickets.push({ ticket: await site.ticket(), tries: 0, isUsed: false });
            continue;
          }
          const model = tickets[(which as { ticket: number }).ticket];
          if (!model) continue;
          site.now += 15 * MINUTE; // the throttle is not what this is about
          const device = { ...HOME, ip: `2001:db8:${tickets.length}:${model.tries}::1` };
          const shown = totp(does === "right" ? code() : wrongCode(code));
          const outcome = await outcomeOf(complete(site, model.ticket, shown, device));
          const isOpen = !model.isUsed && model.tries < 5;
          if (!model.isUsed) model.tries++;
          model.isUsed ||= isOpen && does === "right";
          assert.equal(outcome, !isOpen ? "LINK_EXPIRED" : does === "right" ? "done" : "SIGN_IN_REFUSED");
        }
      }),
      { numRuns: 30 },
    );
  }));
