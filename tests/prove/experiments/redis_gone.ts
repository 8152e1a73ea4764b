import assert from "node:assert/strict";
import { setStock } from "../../../services/order/testing/fixture.ts";
import { Shopper } from "../../faults/shopper.ts";
import type { Counts, Experiment } from "../experiment.ts";
import type { Proof } from "../proof.ts";

const PURCHASES = { small: 12, full: 100 };
const AT_ONCE = 4;
/** Of everything: the sample catalogue has fewer than are bought here. */
const PLENTY = 100_000;
/** Of the sample catalogue. */
const SLUG = "stoneware-mug";
const OPTION = { "option.Colour": "Sage" };
/** How much longer a purchase may take, at the 95th percentile. */
const LIMIT = 3;

/** Redis holds only what may vanish. */
export const redisGone: Experiment = {
  name: "F6",
  title: "Redis hangs, and is killed, which loses all it had, while people buy on the site",
  async run(proof) {
    const { shop } = proof;
    await setStock(proof.database, PLENTY);
    const normal = await buyOnSite(proof);
    const [pid] = await shop.pids("redis");
    Deno.kill(pid!, "SIGSTOP");
    const hanging = await buyOnSite(proof).finally(() => Deno.kill(pid!, "SIGKILL"));
    const emptied = await buyOnSite(proof);
    await shop.whenBack("redis");
    const counts: Counts = { purchases: 3 * PURCHASES[proof.scale], "p95 ms": normal };
    for (const [name, p95] of Object.entries({ hanging, emptied })) {
      counts[`p95 ms ${name}`] = p95;
      assert.ok(
        p95 <= LIMIT * proof.slack * Math.max(normal, 100),
        `buying took ${p95} ms while Redis was ${name}, else ${normal} ms`,
      );
    }
    return counts;
  },
};

/** Milliseconds of a purchase by forms, at the 95th percentile. */
async function buyOnSite({ scale, shop, database }: Proof): Promise<number> {
  const count = async () => (await database`select 1 from orders where status <> 'cancelled'`).length;
  const before = await count();
  const times: number[] = [];
  let left = PURCHASES[scale];
  const buyer = async () => {
    while (left-- > 0) {
      const began = performance.now();
      await new Shopper(shop.url).buy(SLUG, OPTION);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
  assert.equal(await count(), before + times.length, "orders were lost or doubled");
  return Math.round(times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]!);
}
