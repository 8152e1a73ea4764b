import assert from "node:assert/strict";
import { delay } from "../../../services/kit/delay.ts";
import { until } from "../../shop.ts";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { seconds: 12, atOnce: 8 }, full: { seconds: 300, atOnce: 32 } };
const PAUSE_MS = { least: 5_000, most: 10_000 };
/** More than anybody can buy in the time. */
const PURCHASES = { small: 2_000, full: 100_000 };
const PATIENCE_MS = 60_000;
/** The supervisor waits longer each time before it starts what keeps ending, up to five seconds. */
const BACK_MS = 15_000;
const RECOVERY_MS = 5_000;

/** The database dies again and again: what was acknowledged is there, and the order service is back soon after it. */
export const killPostgres: Experiment = {
  name: "F4",
  title: "PostgreSQL is killed every five to ten seconds while a crowd buys",
  async run(proof) {
    const { seconds, atOnce } = COUNTS[proof.scale];
    const list = wishes(proof, await stockUp(proof), PURCHASES[proof.scale]);
    let end = performance.now() + seconds * 1_000;
    const buying = crowd({
      experiment: "F4",
      ...proof,
      purchases: list,
      atOnce,
      patienceMs: PATIENCE_MS,
      isOver: () => performance.now() > end,
    });
    const orderPids = await proof.shop.pids("order");
    const recoveries: number[] = [];
    try {
      while (performance.now() < end) {
        await delay(proof.random.between(PAUSE_MS.least, PAUSE_MS.most));
        proof.history.write({ kill: "postgres" });
        const killed = new Date();
        await proof.shop.kill("postgres");
        await until(() => hasStarted(proof, killed), BACK_MS * proof.slack);
        const back = performance.now();
        const guestId = proof.random.uuid();
        await until(
          () => proof.clients.cart.getCart({ guestId }).then(() => true, () => false),
          RECOVERY_MS * proof.slack,
        );
        recoveries.push(Math.round(performance.now() - back));
      }
    } finally {
      end = 0; // when the database stays away, too, nobody is left to go on buying
      await buying;
    }
    const counts = tally(await buying);
    assert.equal(counts.unknown, 0, "a purchase was not answered within a minute");
    assert.deepEqual(await proof.shop.pids("order"), orderPids, "the order service ended with the database");
    return { ...counts, kills: recoveries.length, "slowest recovery ms": Math.max(...recoveries) };
  },
};

/** Whether the database answers, and not what a moment ago was left of the one that was killed. */
async function hasStarted({ database }: Proof, since: Date): Promise<boolean> {
  return await database`select from pg_postmaster_start_time() as started where started > ${since}`
    .then(({ count }) => count === 1, () => false);
}
