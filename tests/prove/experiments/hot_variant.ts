import assert from "node:assert/strict";
import { fillCart, type OrderRequest, place } from "../buyer.ts";
import type { Counts, Experiment } from "../experiment.ts";
import type { Entry } from "../history.ts";
import { onHand, stockUp, wishesFor } from "../goods.ts";
import type { Proof } from "../proof.ts";
import { tally } from "../tally.ts";

const BUYERS = { small: 100, full: 1_000 };
const UNITS = { small: [10, 1], full: [100, 1] };
const AT_ONCE = 64;
const PATIENCE_MS = 60_000;

/** Everybody wants the same thing. */
export const hotVariant: Experiment = {
  name: "F12",
  title: "Many more buyers than units of one thing",
  async run(proof) {
    const counts: Counts = {};
    for (const units of UNITS[proof.scale]) {
      Object.assign(counts, await sellOut(proof, units));
    }
    return counts;
  },
};

async function sellOut(proof: Proof, units: number): Promise<Counts> {
  const [sku] = await stockUp(proof, { variants: 1, onHand: units });
  const wishes = wishesFor(proof, sku!, BUYERS[proof.scale]);
  const requests: OrderRequest[] = [];
  for (const wish of wishes) requests.push(await fillCart(proof.clients, wish, PATIENCE_MS));
  const entries: Entry[] = [];
  const buyer = async () => {
    for (let request; (request = requests.pop());) {
      const entry = { experiment: "F12", ...await place(proof.clients, request, PATIENCE_MS) };
      entries.push(entry);
      proof.history.add(entry);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, buyer));
  const { ordered, "p99 ms": p99 } = tally(entries);
  assert.equal(ordered, units, "another number of units was sold than there were");
  const refusals = new Set(entries.filter(({ ending }) => ending !== "ok").map(({ result }) => result));
  assert.deepEqual([...refusals], ["OUT_OF_STOCK"]);
  assert.equal(await onHand(proof, sku!), 0);
  return { [`orders for ${units} units by ${wishes.length} buyers`]: ordered, [`p99 ms for ${units}`]: p99 };
}
