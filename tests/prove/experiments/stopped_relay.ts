import assert from "node:assert/strict";
import { delay } from "../../../services/kit/delay.ts";
import { until } from "../../shop.ts";
import { crowd } from "../crowd.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishes } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { tally } from "../tally.ts";

const COUNTS = { small: { purchases: 40, seconds: 4 }, full: { purchases: 400, seconds: 120 } };
const AT_ONCE = 16;
const PATIENCE_MS = 60_000;
const DRAIN_MS = 60_000;

/** Nobody hands events on for a while. Orders go on; afterwards everybody hears of everything, in order. */
export const stoppedRelay: Experiment = {
  name: "F17",
  title: "The relay of events is held up while a crowd buys",
  async run(proof) {
    const { purchases, seconds } = COUNTS[proof.scale];
    const list = wishes(proof, await stockUp(proof), purchases);
    const began = performance.now();
    let entries;
    let backlog = 0;
    // Nobody can write a delivery down while the table is locked
    await proof.database.begin(async (tx) => {
      await tx`lock table outbox_deliveries in exclusive mode`;
      entries = await crowd({ experiment: "F17", ...proof, purchases: list, atOnce: AT_ONCE, patienceMs: PATIENCE_MS });
      await delay(Math.max(0, began + seconds * 1_000 - performance.now()));
      backlog = (await tx`select 1 from outbox_events where dispatched_at is null`).length;
    });
    assert.ok(backlog > 0, "nothing was held up");
    const freed = performance.now();
    await until(() => isDrained(proof), DRAIN_MS);
    const drained = Math.round(performance.now() - freed);
    await assertInOrder(proof);
    return { ...tally(entries ?? []), backlog, "drained after ms": drained };
  },
};

async function isDrained({ database }: Proof): Promise<boolean> {
  const [row] = await database<{ left: number }[]>`
    select (select count(*) from outbox_events where dispatched_at is null)::int
      + (select count(*) from outbox_deliveries where status = 'pending')::int as left`;
  return row!.left === 0;
}

/** Each consumer had the events of each order in their order. */
async function assertInOrder({ database }: Proof): Promise<void> {
  const early = await database`
    select consumer, subject, sequence from (
      select consumer, subject, sequence, finished_at,
        max(finished_at) over (
          partition by consumer, subject order by sequence rows between unbounded preceding and 1 preceding
        ) as before
      from outbox_deliveries where status = 'done'
    ) handed where finished_at < before`;
  assert.deepEqual([...early], [], "an event was handed on before an earlier one of its order");
}
