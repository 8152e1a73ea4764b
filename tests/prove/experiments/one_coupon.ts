import assert from "node:assert/strict";
import { fillCart, type OrderRequest, place } from "../buyer.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishesFor } from "../goods.ts";

const ROUNDS = { small: 1, full: 5 };
const BUYERS = 50;
const PATIENCE_MS = 30_000;

/** A coupon that holds once. */
export const oneCoupon: Experiment = {
  name: "F14",
  title: `${BUYERS} buyers use a coupon that may be used once, at the same instant`,
  async run(proof) {
    const { clients, database, history, random, scale } = proof;
    for (let round = 0; round < ROUNDS[scale]; round++) {
      const [sku] = await stockUp(proof, { variants: 1 });
      const coupon = `ONCE-${random.uuid().slice(0, 8)}`.toUpperCase();
      await database`
        insert into promotions (name, coupon, kind, value, max_redemptions) values ('Once', ${coupon}, 'percent', 100000, 1)`;
      const requests: OrderRequest[] = [];
      for (const wish of wishesFor(proof, sku!, BUYERS)) {
        requests.push(await fillCart(clients, { ...wish, coupons: [coupon] }, PATIENCE_MS));
      }
      const told = await Promise.all(requests.map((request) => place(clients, request, PATIENCE_MS)));
      for (const each of told) history.add({ experiment: "F14", ...each });
      assert.equal(told.filter(({ ending }) => ending === "ok").length, 1, "the coupon did not hold exactly once");
      const refusals = new Set(told.filter(({ ending }) => ending !== "ok").map(({ result }) => result));
      assert.deepEqual([...refusals], ["COUPON_REFUSED"]);
    }
    return { rounds: ROUNDS[scale], buyers: BUYERS };
  },
};
