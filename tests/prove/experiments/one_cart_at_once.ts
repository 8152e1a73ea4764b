import assert from "node:assert/strict";
import type { Experiment } from "../experiment.ts";
import { stockUp } from "../goods.ts";

const ROUNDS = { small: 3, full: 30 };
const ADDS = 50;
const VARIANTS = 5;

/** One shopper with many fingers. */
export const oneCartAtOnce: Experiment = {
  name: "F15",
  title: `${ADDS} additions to one cart at the same instant`,
  async run(proof) {
    const { clients, database, random, scale } = proof;
    const skus = await stockUp(proof, { variants: VARIANTS });
    for (let round = 0; round < ROUNDS[scale]; round++) {
      const guestId = random.uuid();
      const adds = Array.from({ length: ADDS }, (_, index) => ({
        guestId,
        sku: skus[index % VARIANTS]!,
        quantity: 1,
        idempotencyKey: random.uuid(),
      }));
      await Promise.all(adds.map((add) => clients.cart.addToCart(add)));
      const { cart } = await clients.cart.getCart({ guestId });
      assert.equal(cart!.lines.length, VARIANTS);
      assert.equal(cart!.itemCount, ADDS, "additions were lost or doubled");
      const carts = await database`select 1 from carts where guest_id = ${guestId} and ordered_at is null`;
      assert.equal(carts.length, 1);
    }
    return { rounds: ROUNDS[scale], additions: ADDS };
  },
};
