import assert from "node:assert/strict";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes } from "../goods.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { purchases: 60, atOnce: 16 }, full: { purchases: 1_000, atOnce: 64 } };
/** An answer that is lost costs the shop its whole patience with the bank. */
const PATIENCE_MS = 120_000;

/** The payment provider fails, charges without answering, and tells of it twice, early and in any order. */
export const lostAnswersOfTheBank: Experiment = {
  name: "F9",
  title: "The bank fails, charges without answering, and sends its news twice, early and in any order",
  async run(proof) {
    const { purchases, atOnce } = COUNTS[proof.scale];
    const list = wishes(proof, await stockUp(proof), purchases);
    await proof.bank.setFaults({
      seed: proof.random.between(1, 1_000_000),
      errorRate: 0.1,
      timeoutAfterChargeRate: 0.1,
      duplicateWebhookRate: 0.05,
      webhooksFirstRate: 0.2,
      shuffleWebhooks: true,
    });
    try {
      const entries = await crowd({ experiment: "F9", ...proof, purchases: list, atOnce, patienceMs: PATIENCE_MS });
      const counts = tally(entries);
      assert.equal(counts.unknown, 0, "a purchase was not answered in two minutes");
      return counts;
    } finally {
      await proof.bank.setFaults();
    }
  },
};
