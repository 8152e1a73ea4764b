import assert from "node:assert/strict";
import { addVariant, testShop } from "../testing/fixture.ts";
import { claimReservations } from "./claim_reservations.ts";
import { reserveStock } from "./reserve_stock.ts";
import { stockProblems } from "./stock_problems.ts";
import { newOrder, stockLines } from "./testing/stock.ts";

const HARMS: Record<string, { harm: string; problem: RegExp }> = {
  "units that nobody moved": { harm: "update stock set on_hand = on_hand + 1", problem: /3 on hand.*come to 2/ },
  "a movement that moved nothing": { harm: "delete from stock_movements where change > 0", problem: /below zero/ },
  "units that nobody holds": { harm: "update stock set reserved = 2", problem: /2 reserved.*come to 1/ },
  "a hold that was forgotten": {
    harm: "update reservations set state = 'released' where state = 'held'",
    problem: /1 reserved/,
  },
  "more held than there is": {
    harm: "update reservations set quantity = 9 where state = 'held'",
    problem: /9 held.* are 2/,
  },
  "a sale that was not counted": {
    harm: "delete from stock_movements where reason = 'sold'",
    problem: /movements say 0/,
  },
  "a return that was not counted": {
    harm: "update reservations set returned = 1 where state = 'claimed'",
    problem: /1 returned, and its movements say 1 and 0/,
  },
};

Deno.test("stockProblems() finds every number that its ledger does not explain", async (t) => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", onHand: 3 });
  const lines = await stockLines(shop.database, [["MUG", 1]]);
  for (const isSold of [true, false]) {
    const orderId = await newOrder(shop.database);
    await reserveStock(shop.database, { orderId, lines, holdSeconds: 600 });
    if (isSold) await claimReservations(shop.database, orderId);
  }
  assert.deepEqual(await stockProblems(shop.database), []);
  for (const [name, { harm, problem }] of Object.entries(HARMS)) {
    await t.step(name, async () => {
      const undone = new Error("undone");
      const harming = shop.database.begin(async (tx) => {
        await tx.unsafe(harm);
        const problems = (await stockProblems(tx)).map(({ problem }) => problem);
        assert.match(problems.join("\n"), problem);
        throw undone;
      });
      await assert.rejects(harming, undone);
    });
  }
});
