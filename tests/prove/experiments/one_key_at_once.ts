import assert from "node:assert/strict";
import { fillCart, place } from "../buyer.ts";
import type { Experiment } from "../experiment.ts";
import { stockUp, wishesFor } from "../goods.ts";

const ROUNDS = { small: 10, full: 100 };
const CLIENTS = 10;
const PATIENCE_MS = 30_000;

/** A double click, ten times over. */
export const oneKeyAtOnce: Experiment = {
  name: "F10",
  title: `${CLIENTS} clients send the same key at the same instant`,
  async run(proof) {
    const [sku] = await stockUp(proof, { variants: 1 });
    for (const wish of wishesFor(proof, sku!, ROUNDS[proof.scale])) {
      const request = await fillCart(proof.clients, wish, PATIENCE_MS);
      const told = await Promise.all(
        Array.from({ length: CLIENTS }, () => place(proof.clients, request, PATIENCE_MS)),
      );
      for (const each of told) proof.history.add({ experiment: "F10", ...each });
      assert.deepEqual([...new Set(told.map(({ ending }) => ending))], ["ok"]);
      assert.equal(new Set(told.map(({ result }) => result)).size, 1, "one key was told of two orders");
    }
    return { rounds: ROUNDS[proof.scale], clients: CLIENTS };
  },
};
