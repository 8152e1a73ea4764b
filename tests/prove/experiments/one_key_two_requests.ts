import assert from "node:assert/strict";
import { fillCart, place } from "../buyer.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishesFor } from "../goods.ts";

const ROUNDS = { small: 5, full: 50 };
const PATIENCE_MS = 30_000;

/** A key stands for one request. */
export const oneKeyTwoRequests: Experiment = {
  name: "F11",
  title: "The same key is sent with another request",
  async run(proof) {
    const [sku] = await stockUp(proof, { variants: 1 });
    const wishes = wishesFor(proof, sku!, ROUNDS[proof.scale]);
    for (const wish of wishes) {
      const request = await fillCart(proof.clients, wish, PATIENCE_MS);
      const first = await place(proof.clients, request, PATIENCE_MS);
      proof.history.add({ experiment: "F11", ...first });
      await fillCart(proof.clients, { ...wish, key: proof.random.uuid() }, PATIENCE_MS);
      const other = { ...request, contact: { email: "eve@example.com" } };
      const second = await place(proof.clients, other, PATIENCE_MS);
      assert.deepEqual([second.ending, second.result], ["fail", "IDEMPOTENCY_KEY_REUSED"]);
      const { cart } = await proof.clients.cart.getCart({ guestId: wish.guestId });
      assert.equal(cart!.itemCount, 1, "the refused request took the cart");
    }
    return { rounds: wishes.length };
  },
};
