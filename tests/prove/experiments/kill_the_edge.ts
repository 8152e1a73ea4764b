import assert from "node:assert/strict";
import { Shopper } from "../../faults/shopper.ts";
import { until } from "../../shop.ts";
import type { Experiment } from "../experiment.ts";

const ROUNDS = { small: 3, full: 20 };
/** Of the sample catalogue. */
const SLUG = "stoneware-mug";
const OPTION = { "option.Colour": "Sage" };

/** The order is there; the answer is lost with the process that was about to give it. */
export const killTheEdge: Experiment = {
  name: "F3",
  title: "The edge is killed between an order and its answer; the browser sends the form again",
  async run(proof) {
    const { database, shop, scale } = proof;
    const count = async () => (await database`select number from orders where status <> 'cancelled'`).length;
    for (let round = 0; round < ROUNDS[scale]; round++) {
      const before = await count();
      const buying = new Shopper(shop.url).buy(SLUG, OPTION);
      await until(async () => await count() > before, 30_000);
      await shop.kill("edge");
      const number = await buying;
      assert.equal(await count(), before + 1, "the form that was sent again made another order");
      const [order] = await database`select 1 from orders where number = ${number} and status <> 'cancelled'`;
      assert.ok(order, "the browser was told of an order that is not there");
    }
    return { kills: ROUNDS[scale] };
  },
};
