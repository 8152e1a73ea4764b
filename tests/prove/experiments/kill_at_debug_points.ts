import assert from "node:assert/strict";
import type { DebugPoint } from "../../../services/kit/debug_point.ts";
import { fillCart, place } from "../buyer.ts";
import type { Counts, Experiment } from "../experiment.ts";
import { CARDS, stockUp, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";

/** Where a checkout that ends well may be cut off. */
const ON_THE_WAY: DebugPoint[] = [
  "checkout.before_open",
  "checkout.after_open",
  "workflow.before_step",
  "workflow.after_effect",
  "workflow.before_commit",
  "workflow.after_commit",
  "checkout.before_reply",
];
/** Where one may be cut off whose card is declined. */
const ON_THE_WAY_BACK: DebugPoint[] = [
  "workflow.after_effect",
  "workflow.after_commit",
  "workflow.after_verdict",
  "workflow.before_end",
  "workflow.before_commit",
  "checkout.before_reply",
];
const ROUNDS = { small: 1, full: 5 };
const UNITS = 10;
const PATIENCE_MS = 60_000;

/** Every place where a crash would leave something half done. */
export const killAtDebugPoints: Experiment = {
  name: "F2",
  title: "The order service is killed exactly at each debug point of a checkout, and of one that is declined",
  async run(proof) {
    const rounds = ROUNDS[proof.scale];
    for (let round = 0; round < rounds; round++) {
      for (const point of ON_THE_WAY) await killAt(proof, point, CARDS.pays, { ending: "ok", left: UNITS - 1 });
      for (const point of ON_THE_WAY_BACK) await killAt(proof, point, CARDS.declined, { ending: "fail", left: UNITS });
    }
    const counts: Counts = {
      "points of checkouts": ON_THE_WAY.length,
      "points of declined ones": ON_THE_WAY_BACK.length,
    };
    return { ...counts, rounds };
  },
};

async function killAt(
  proof: Proof,
  point: DebugPoint,
  card: string,
  expected: { ending: "ok" | "fail"; left: number },
): Promise<void> {
  const { clients, history, shop } = proof;
  const [sku] = await stockUp(proof, { variants: 1, onHand: UNITS });
  const [wish] = wishesFor(proof, sku!, 1);
  const request = await fillCart(clients, { ...wish!, card }, PATIENCE_MS);
  const [before] = await shop.pids("order");
  await proof.arm(point);
  const entry = { experiment: "F2", ...await place(clients, request, PATIENCE_MS) };
  history.add(entry);
  assert.equal(entry.ending, expected.ending, `${point}: ${entry.result}`);
  await shop.whenBack("order");
  assert.notEqual((await shop.pids("order"))[0], before, `nobody came to ${point}`);
  const again = await place(clients, request, PATIENCE_MS);
  assert.equal(again.result, entry.result, `${point}: the same key was answered differently`);
  const [stock] = await proof.database<{ available: number }[]>`
    select on_hand - reserved as available from stock join variants on variants.id = variant_id where sku = ${sku!}`;
  assert.equal(stock!.available, expected.left, `${point}: units were lost or doubled`);
}
