import assert from "node:assert/strict";
import { testShop } from "../testing/fixture.ts";
import { deliveredOrder, sendBack, shippedOrder } from "../returns/testing/delivered_order.ts";
import { brokenInvariants } from "./invariants.ts";
import { heldOrder, soldOrder } from "./testing/sold_order.ts";

/** Damage, and a word of what is said of it. */
const DAMAGE: [string, RegExp][] = [
  ["update orders set subtotal = subtotal + 1, total = total + 1", /has a subtotal of/],
  ["update orders set discount = 1, total = total - 1", /has a discount of 1/],
  ["update payments set amount = amount + 1 where status = 'pending'", /its payments are of/],
  ["delete from order_status_changes where status = 'delivered'", /its history ends with shipped/],
  ["update carts set ordered_at = null where id = (select max(cart_id) from orders)", /its cart is open/],
  ["update reservations set quantity = quantity - 1 where quantity > 1", /and has claimed/],
  ["delete from reservations where state = 'claimed'", /and has claimed 0/],
  ["update reservations set state = 'held' where returned = 0", /still holds units/],
  ["delete from outbox_events where type = 'order.paid'; update outbox_subjects set sequence = 0", /told nobody/],
  ["update orders set status_since = now() - interval '6 minutes' where status = 'placed'", /is placed since/],
  ["update shipment_lines set quantity = quantity + 1", /has sent/],
  ["delete from shipment_lines", /has sent 0 of/],
  ["update shipments set delivered_at = null", /is under way/],
  ["update shipments set delivered_at = now()", /all its parcels arrived/],
  ["update return_lines set quantity = 9, received = 9", /are asked back and 9 are back/],
  ["delete from return_status_changes where status = 'received'", /its history ends with approved/],
  ["update refunds set status = 'succeeded'", /its refund of/],
  ["update orders set status = 'refunded' where status = 'delivered'", /is refunded, 0 of/],
  ["update payments set refunded = captured, refunding = 0", /all its money is back/],
  ["update orders set status = 'returned' where status = 'delivered'", /is returned/],
  ["update orders set status = 'cancelled' where status = 'delivered'", /was called off, \d of \d units/],
];

Deno.test("brokenInvariants() finds nothing in a sound shop, and each kind of damage", async () => {
  await using shop = await testShop();
  const { database } = shop;
  await heldOrder(database);
  await soldOrder(database, { lines: [{ quantity: 3 }] });
  await shippedOrder(database);
  const order = await deliveredOrder(database, { lines: [{ quantity: 3 }] });
  await sendBack(database, order, [{ sku: order.skus[0]!, quantity: 1 }]);
  assert.deepEqual(await brokenInvariants(database), []);
  for (const [damage, said] of DAMAGE) {
    const undone = new Error("undone");
    const damaged = database.begin(async (tx) => {
      await tx.unsafe(damage);
      assert.match((await brokenInvariants(tx)).join("\n"), said, damage);
      throw undone;
    });
    await assert.rejects(damaged, undone);
  }
});

Deno.test("an order may wait as long as its customer has to prove who they are", async () => {
  await using shop = await testShop();
  const { id } = await heldOrder(shop.database);
  await shop.database`
    update payments set status = 'challenged', challenge_until = now() + interval '1 minute' where order_id = ${id}`;
  await shop.database`update orders set status_since = now() - interval '1 hour' where id = ${id}`;
  assert.deepEqual(await brokenInvariants(shop.database), []);
  await shop.database`update payments set challenge_until = now() - interval '7 minutes' where order_id = ${id}`;
  assert.equal((await brokenInvariants(shop.database)).length, 1);
});
