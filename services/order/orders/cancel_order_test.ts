import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  CancelOrderRequestSchema,
  GetOrderRequestSchema,
  OrderSchema,
  OrderStatus,
} from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import { askBack, deliveredOrder } from "../returns/testing/delivered_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { onHand, testShop } from "../testing/fixture.ts";
import { testCheckout } from "../testing/shopper.ts";
import { cancelOwnOrder } from "./cancel_own_order.ts";
import { getOrder } from "./get_order.ts";
import { payRefunds } from "./testing/pay_refunds.ts";
import { heldOrder, soldOrder, type WrittenOrder } from "./testing/sold_order.ts";

/** An order as its owner names it. */
type OwnedOrder = Pick<WrittenOrder, "guestId" | "number"> & { customerId?: string };

/** The owner calls an order off. */
async function cancel(database: Database, { guestId, number, customerId = "" }: OwnedOrder, reason = "") {
  const request = create(CancelOrderRequestSchema, { guestId, number, customerId, reason });
  return create(OrderSchema, (await cancelOwnOrder(database, testCheckout(database).cashier, request)).order);
}

/** All refunds of an order, and what of them is still to be carried out. */
async function refunds(database: Database, { id }: WrittenOrder) {
  const [row] = await database<{ amounts: bigint[]; refunding: bigint }[]>`
    select array(select amount from refunds where payment_id = payments.id order by id) as amounts, refunding
    from payments where order_id = ${id}`;
  return { amounts: row!.amounts.map(BigInt), refunding: row!.refunding };
}

Deno.test("cancelOwnOrder() of a paid or packed order puts its things back and asks all its money back, once", async () => {
  await using shop = await testShop();
  for (const isPacked of [false, true]) {
    const order = await soldOrder(shop.database, { lines: [{ quantity: 3 }, {}] });
    if (isPacked) await staff(shop.database).pack({ number: order.number });
    assert.equal(await onHand(shop.database, order.skus[0]!), 97);
    const attempts = Array.from({ length: 5 }, () => cancel(shop.database, order, "Bought twice"));
    for (const { status, cancellable, history } of await Promise.all(attempts)) {
      assert.equal(status, OrderStatus.CANCELLED);
      assert.equal(cancellable, false);
      assert.deepEqual([history.at(-1)!.actor, history.at(-1)!.reason], ["customer", "Bought twice"]);
    }
    for (const sku of order.skus) assert.equal(await onHand(shop.database, sku), 100);
    assert.deepEqual(await refunds(shop.database, order), { amounts: [order.total], refunding: order.total });
    await payRefunds(shop.database);
    const after = await cancel(shop.database, order);
    assert.equal(after.status, OrderStatus.CANCELLED);
    assert.deepEqual([after.refunds.length, after.refunds[0]!.isDone], [1, true]);
    assert.equal(after.payment!.refunded!.minorUnits, order.total);
  }
});

Deno.test("cancelOwnOrder() gives back only what did not go back before", async () => {
  await using shop = await testShop();
  const order = await soldOrder(shop.database);
  const part = { orderId: order.id, amount: 300n, reason: "A scratch", actor: "staff" };
  await shop.database.begin((tx) => testCheckout(shop.database).cashier.requestRefund(tx, part));
  await cancel(shop.database, order);
  assert.deepEqual((await refunds(shop.database, order)).amounts, [300n, order.total - 300n]);
});

Deno.test("cancelOwnOrder() of another guest's order is as if there were none", async () => {
  await using shop = await testShop();
  const { number } = await soldOrder(shop.database);
  for (const request of [{ guestId: crypto.randomUUID(), number }, { guestId: crypto.randomUUID(), number: "SF-0" }]) {
    await assert.rejects(cancel(shop.database, request), failsWith(ErrorCode.NOT_FOUND));
  }
});

Deno.test("an order of an account is read, called off and sent back by it from any browser, and by no other", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const [customerId, other] = [crypto.randomUUID(), crypto.randomUUID()];
  const [sold, delivered] = [await soldOrder(database), await deliveredOrder(database)];
  await database`update orders set customer_id = ${customerId}`;
  const elsewhere = (order: WrittenOrder, customerId: string) => ({
    guestId: crypto.randomUUID(),
    number: order.number,
    customerId,
  });
  const items = [{ sku: delivered.skus[0]!, quantity: 1 }];
  for (const stranger of [other, ""]) {
    const missing = failsWith(ErrorCode.NOT_FOUND);
    await assert.rejects(cancel(database, elsewhere(sold, stranger)), missing);
    await assert.rejects(askBack(database, elsewhere(delivered, stranger), items), missing);
    const request = create(GetOrderRequestSchema, elsewhere(sold, stranger));
    await assert.rejects(getOrder(database, request), missing);
  }
  await getOrder(database, create(GetOrderRequestSchema, elsewhere(sold, customerId)));
  assert.equal((await cancel(database, elsewhere(sold, customerId))).status, OrderStatus.CANCELLED);
  assert.deepEqual((await askBack(database, elsewhere(delivered, customerId), items)).items[0]!.sku, items[0]!.sku);
});

Deno.test("an order with a parcel at the carrier cannot be called off, not even when others are left", async () => {
  await using shop = await testShop();
  const order = await soldOrder(shop.database, { lines: [{ quantity: 2 }] });
  const ada = staff(shop.database);
  await ada.pack({ number: order.number });
  const first = parcel();
  await ada.ship({ number: order.number, ...first, items: [{ sku: order.skus[0]!, quantity: 1 }] });
  await assert.rejects(cancel(shop.database, order), failsWith(ErrorCode.WRONG_STATE));
  const rest = parcel();
  await ada.ship({ number: order.number, ...rest });
  await assert.rejects(ada.cancel({ number: order.number, reason: "No" }), failsWith(ErrorCode.WRONG_STATE));
  for (const sent of [first, rest]) await ada.deliver({ number: order.number, ...sent });
  await assert.rejects(cancel(shop.database, order), failsWith(ErrorCode.WRONG_STATE));
  assert.deepEqual((await refunds(shop.database, order)).amounts, []);
});

Deno.test("an order whose payment is being decided cannot be called off, unless the bank asks the customer", async () => {
  await using shop = await testShop();
  const order = await heldOrder(shop.database);
  for (const status of ["pending", "authorised"]) {
    await shop.database`update payments set status = ${status} where order_id = ${order.id}`;
    await assert.rejects(cancel(shop.database, order), failsWith(ErrorCode.WRONG_STATE));
  }
  await shop.database`update payments set status = 'challenged' where order_id = ${order.id}`;
  assert.equal((await cancel(shop.database, order)).status, OrderStatus.CANCELLED);
  const [row] = await shop.database`select sum(reserved)::int as reserved from stock`;
  assert.equal(row!.reserved, 0);
  assert.deepEqual((await refunds(shop.database, order)).amounts, []);
});

Deno.test("staff call an order off with a reason, once for each key", async () => {
  await using shop = await testShop();
  const order = await soldOrder(shop.database);
  const wish = { number: order.number, reason: "Out of print", idempotencyKey: crypto.randomUUID() };
  const ada = staff(shop.database);
  const [first, again] = [await ada.cancel(wish), await ada.cancel(wish)];
  assert.deepEqual(first, again);
  const { actor, reason } = first.order!.history.at(-1)!;
  assert.deepEqual([actor, reason], ["staff:ada", "Out of print"]);
  const seen = await cancel(shop.database, order);
  assert.equal(seen.history.at(-1)!.actor, "staff");
  await assert.rejects(ada.cancel({ number: order.number, reason: "Again" }), failsWith(ErrorCode.WRONG_STATE));
});

Deno.test("cancelling and shipping at the same time: one wins, and money and stock agree with it", async () => {
  await using shop = await testShop();
  const ada = staff(shop.database);
  const won = { cancelled: 0, shipped: 0 };
  for (let round = 0; round < 20; round++) {
    const order = await soldOrder(shop.database, { lines: [{ quantity: 2 }] });
    await ada.pack({ number: order.number });
    // One of two units: the order stays packed, so that its status alone does not decide
    const items = [{ sku: order.skus[0]!, quantity: 1 }];
    const race = [
      () => cancel(shop.database, order),
      () => ada.ship({ number: order.number, ...parcel(), items }),
      () => cancel(shop.database, order),
    ];
    const ends = await Promise.allSettled((round % 2 ? race : race.toReversed()).map((run) => run()));
    for (const end of ends) {
      if (end.status === "rejected") {
        assert.ok(end.reason instanceof ShopError && end.reason.code === ErrorCode.WRONG_STATE, String(end.reason));
      }
    }
    const [now] = await shop.database<{ status: string; shipments: number }[]>`
      select status, (select count(*)::int from shipments where order_id = orders.id) as shipments
      from orders where id = ${order.id}`;
    const isCancelled = now!.status === "cancelled";
    won[isCancelled ? "cancelled" : "shipped"]++;
    assert.equal(now!.shipments, isCancelled ? 0 : 1);
    assert.equal(ends.filter(({ status }) => status === "fulfilled").length, isCancelled ? 2 : 1);
    assert.equal(await onHand(shop.database, order.skus[0]!), isCancelled ? 100 : 98);
    assert.deepEqual((await refunds(shop.database, order)).amounts, isCancelled ? [order.total] : []);
  }
  assert.equal(won.cancelled + won.shipped, 20);
});
