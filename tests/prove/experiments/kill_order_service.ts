import assert from "node:assert/strict";
import { delay } from "../../../services/kit/delay.ts";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes } from "../goods.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { purchases: 80, atOnce: 16, kills: 3 }, full: { purchases: 1_000, atOnce: 64, kills: 10 } };
const PATIENCE_MS = 60_000;

/** The process that all of this is about dies at random moments; the supervisor starts it again. */
export const killOrderService: Experiment = {
  name: "F1",
  title: "The order service is killed at random moments while a crowd buys",
  async run(proof) {
    const { purchases, atOnce, kills } = COUNTS[proof.scale];
    const list = wishes(proof, await stockUp(proof), purchases);
    // Spread over the run by what is done, not by the clock: a slower machine is killed as often
    const moments = Array.from({ length: kills }, (_, index) => Math.floor((index + 1) * purchases / (kills + 1)));
    const killed: Promise<void>[] = [];
    const chance = proof.random.fork();
    const entries = await crowd({
      experiment: "F1",
      ...proof,
      purchases: list,
      atOnce,
      patienceMs: PATIENCE_MS,
      onEnded: (ended) => {
        if (!moments.includes(ended)) return;
        killed.push(
          delay(chance.between(0, 50)).then(() => {
            proof.history.write({ kill: "order" });
            return proof.shop.kill("order");
          }),
        );
      },
    });
    await Promise.all(killed);
    assert.equal(killed.length, kills);
    const counts = tally(entries);
    assert.equal(counts.unknown, 0, "a purchase was not answered within a minute");
    return { ...counts, kills };
  },
};
