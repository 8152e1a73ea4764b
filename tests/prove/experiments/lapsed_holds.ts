import assert from "node:assert/strict";
import { OrderStatus, PaymentStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { decided, fillCart, place } from "../buyer.ts";
import type { Experiment } from "../experiment.ts";
import { CARDS, onHand, stockUp, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";

const ROUNDS = { small: 2, full: 10 };
const PATIENCE_MS = 30_000;

/** The payer takes too long at the bank, and approves all the same. */
export const lapsedHolds: Experiment = {
  name: "F13",
  title: "Holds lapse while the payer is at the bank",
  async run(proof) {
    for (let round = 0; round < ROUNDS[proof.scale]; round++) {
      await lapse(proof, { isSoldMeanwhile: true });
      await lapse(proof, { isSoldMeanwhile: false });
    }
    return { "sold meanwhile, refunded": ROUNDS[proof.scale], "still there, sold": ROUNDS[proof.scale] };
  },
};

async function lapse(proof: Proof, { isSoldMeanwhile }: { isSoldMeanwhile: boolean }): Promise<void> {
  const { clients, database, history, bank } = proof;
  const [sku] = await stockUp(proof, { variants: 1, onHand: 1 });
  const [slow, quick] = wishesFor(proof, sku!, 2);
  const request = await fillCart(clients, { ...slow!, card: CARDS.challenged }, PATIENCE_MS);
  const entry = { experiment: "F13", ...await place(clients, request, PATIENCE_MS), isLive: !isSoldMeanwhile };
  history.add(entry);
  const order = { guestId: slow!.guestId, number: entry.result };
  const { order: waiting } = await clients.orders.getOrder(order);
  assert.equal(waiting!.payment!.status, PaymentStatus.CHALLENGED);
  await database`
    update reservations set expires_at = now() from orders where orders.id = order_id and number = ${entry.result}`;
  if (isSoldMeanwhile) {
    const bought = await place(clients, await fillCart(clients, quick!, PATIENCE_MS), PATIENCE_MS);
    history.add({ experiment: "F13", ...bought });
    assert.equal(bought.ending, "ok", "a hold that was over kept others from buying");
  }
  await bank.answer(waiting!.payment!.challengeUrl, "approve");
  const status = await decided(clients, order, PATIENCE_MS);
  assert.equal(status, isSoldMeanwhile ? OrderStatus.CANCELLED : OrderStatus.PAID);
  assert.equal(await onHand(proof, sku!), 0, "a unit was sold twice, or not at all");
}
