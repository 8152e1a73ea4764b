import assert from "node:assert/strict";
import type { StaffOrder } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { OrderStatus, ReturnStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { readStaffOrder } from "../fulfilment/read_staff_order.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import type { Cashier } from "../orders/cancel_order.ts";
import { payRefunds } from "../orders/testing/pay_refunds.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import type { PaymentProvider } from "../payments/provider.ts";
import { failsWith } from "../testing/fails_with.ts";
import { onHand, testShop } from "../testing/fixture.ts";
import { testCheckout } from "../testing/shopper.ts";
import { askBack, deliveredOrder, shippedOrder, type Units } from "./testing/delivered_order.ts";

/** Three mugs at 3.33 less 1.00, with 2.00 of tax on top; one jug at 10.00; shipping 3.95 with 0.79 of tax on top. */
const TAXED = {
  lines: [{ quantity: 3, price: 333n, discount: 100n, tax: 200n }, { price: 1000n }],
  tax: 279n,
  taxIncluded: false,
};
const MUGS = 333n * 3n - 100n + 200n;
const SHIPPING = 395n + 79n;

/** Asks units back, and has staff agree; returns the return's number. */
async function approved(database: Database, order: Parameters<typeof askBack>[1], items: Units[]): Promise<string> {
  const { number } = await askBack(database, order, items);
  await staff(database).approve({ number });
  return number;
}

/** What has been asked back for an order so far. */
function amounts({ refunds }: StaffOrder): bigint[] {
  return refunds.map(({ amount }) => amount!.minorUnits);
}

function statuses({ order }: StaffOrder): string[] {
  return [OrderStatus[order!.status]!, ...order!.returns.map(({ status }) => ReturnStatus[status]!)];
}

async function readNow(database: Database, number: string) {
  const { order } = await readStaffOrder(database, number);
  return [OrderStatus[order!.status!]!, ...(order!.returns ?? []).map(({ status }) => ReturnStatus[status!]!)];
}

Deno.test("an order that comes back in parts is given back to the last penny, and returned with its last unit", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, TAXED);
  const { number } = order;
  const [mug, jug] = [order.skus[0]!, order.skus[1]!];
  const ada = staff(shop.database);
  const first = await approved(shop.database, order, [{ sku: mug, quantity: 2 }]);
  const part = await ada.receive({ number: first, items: [{ sku: mug, quantity: 2, restocked: 1 }] });
  assert.deepEqual(statuses(part), ["DELIVERED", "RECEIVED"]);
  assert.deepEqual(amounts(part), [MUGS * 2n / 3n]);
  assert.deepEqual([await onHand(shop.database, mug), await onHand(shop.database, jug)], [98, 99]);
  await payRefunds(shop.database);
  assert.deepEqual(await readNow(shop.database, number), ["DELIVERED", "REFUNDED"]);

  const rest = [{ sku: mug, quantity: 1 }, { sku: jug, quantity: 1 }];
  const second = await approved(shop.database, order, rest);
  const items = rest.map((units) => ({ ...units, restocked: units.quantity }));
  const whole = await ada.receive({ number: second, items, refundShipping: true });
  assert.deepEqual(statuses(whole), ["RETURNED", "REFUNDED", "RECEIVED"]);
  assert.deepEqual(amounts(whole), [MUGS * 2n / 3n, MUGS - MUGS * 2n / 3n + 1000n + SHIPPING]);
  assert.equal(amounts(whole).reduce((sum, amount) => sum + amount), order.total);
  await payRefunds(shop.database);
  assert.deepEqual(await readNow(shop.database, number), ["REFUNDED", "REFUNDED", "REFUNDED"]);
  assert.deepEqual([await onHand(shop.database, mug), await onHand(shop.database, jug)], [99, 100]);
});

Deno.test("an order that is all back without its shipping stays returned when its returns are refunded", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database);
  const items = [{ sku: order.skus[0]!, quantity: 1, restocked: 1 }];
  const number = await approved(shop.database, order, items);
  const received = await staff(shop.database).receive({ number, items });
  assert.deepEqual(amounts(received), [1000n]);
  await payRefunds(shop.database);
  assert.deepEqual(await readNow(shop.database, order.number), ["RETURNED", "REFUNDED"]);
});

Deno.test("receiveReturn() gives back no more than is left, and nothing when all went back before", async () => {
  await using shop = await testShop();
  for (const [goodwill, left] of [[1100n, [295n]], [1395n, []]] as const) {
    const order = await deliveredOrder(shop.database);
    const items = [{ sku: order.skus[0]!, quantity: 1, restocked: 0 }];
    const number = await approved(shop.database, order, items);
    const wish = { orderId: order.id, amount: goodwill, reason: "Sorry", actor: "staff" };
    await shop.database.begin((tx) => testCheckout(shop.database).cashier.requestRefund(tx, wish));
    const received = await staff(shop.database).receive({ number, items });
    assert.deepEqual(amounts(received), [goodwill, ...left]);
    await payRefunds(shop.database);
    assert.deepEqual(await readNow(shop.database, order.number), ["REFUNDED", "REFUNDED"]);
  }
});

Deno.test("a return of what cost nothing is refunded at once", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{}, { discount: 1000n }] });
  const items = [{ sku: order.skus[1]!, quantity: 1 }];
  const number = await approved(shop.database, order, items);
  const received = await staff(shop.database).receive({ number, items });
  assert.deepEqual(amounts(received), []);
  assert.deepEqual(await readNow(shop.database, order.number), ["DELIVERED", "REFUNDED"]);
});

Deno.test("a return whose refund failed is refunded when staff make up for it", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const { provider, cashier }: { provider: PaymentProvider; cashier: Cashier } = testCheckout(database);
  const order = await deliveredOrder(database, { lines: [{}, {}] });
  const items = [{ sku: order.skus[0]!, quantity: 1 }];
  const number = await approved(database, order, items);
  const { refund } = provider;
  provider.refund = () => Promise.resolve({ status: "failed", reference: "re_1", reason: "The account is closed" });
  await staff(database).receive({ number, items });
  await payRefunds(database);
  provider.refund = refund;
  const again = (amount: bigint) =>
    database.begin((tx) => cashier.requestRefund(tx, { orderId: order.id, amount, reason: "Again", actor: "staff" }));
  await again(999n);
  await payRefunds(database);
  assert.deepEqual(await readNow(database, order.number), ["DELIVERED", "RECEIVED"]);
  await again(1000n);
  await payRefunds(database);
  assert.deepEqual(await readNow(database, order.number), ["DELIVERED", "REFUNDED"]);
});

Deno.test("an order whose money all went back on the way is refunded when it arrives", async () => {
  await using shop = await testShop();
  const { id, number, total, sent } = await shippedOrder(shop.database);
  const wish = { orderId: id, amount: total, reason: "Late", actor: "staff" };
  await shop.database.begin((tx) => testCheckout(shop.database).cashier.requestRefund(tx, wish));
  await payRefunds(shop.database);
  assert.deepEqual(await readNow(shop.database, number), ["SHIPPED"]);
  await staff(shop.database).deliver({ number, ...sent });
  assert.deepEqual(await readNow(shop.database, number), ["REFUNDED"]);
});

Deno.test("receiveReturn() refuses units that were not asked back, and shipping while something stays", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ quantity: 3 }, {}] });
  const [sku, other] = [order.skus[0]!, order.skus[1]!];
  const number = await approved(shop.database, order, [{ sku, quantity: 2 }]);
  const ada = staff(shop.database);
  const refused = [
    { field: "items[0]", items: [{ sku, quantity: 3 }] },
    { field: "items[0]", items: [{ sku, quantity: 1, restocked: 2 }] },
    { field: "items[0]", items: [{ sku: other, quantity: 1 }] },
    { field: "items[1]", items: [{ sku, quantity: 1 }, { sku, quantity: 1 }] },
    { field: "refund_shipping", items: [{ sku, quantity: 2 }], refundShipping: true },
  ];
  for (const { field, ...receipt } of refused) {
    await assert.rejects(ada.receive({ number, ...receipt }), failsWith(ErrorCode.INVALID_ARGUMENT, field));
  }
  assert.deepEqual(await readNow(shop.database, order.number), ["DELIVERED", "APPROVED"]);
  assert.equal(await onHand(shop.database, sku), 97);
});

Deno.test("units that were asked back and did not come may be asked back again", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ quantity: 2 }] });
  const sku = order.skus[0]!;
  const number = await approved(shop.database, order, [{ sku, quantity: 2 }]);
  await staff(shop.database).receive({ number, items: [{ sku, quantity: 1 }] });
  const again = await approved(shop.database, order, [{ sku, quantity: 1 }]);
  const whole = await staff(shop.database).receive({ number: again, items: [{ sku, quantity: 1 }] });
  assert.deepEqual(statuses(whole), ["RETURNED", "RECEIVED", "RECEIVED"]);
});

Deno.test("a return is received once, only when approved, and never after it is rejected", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ quantity: 2 }] });
  const items = [{ sku: order.skus[0]!, quantity: 1, restocked: 1 }];
  const ada = staff(shop.database);
  const wrong = failsWith(ErrorCode.WRONG_STATE);
  const { number } = await askBack(shop.database, order, items);
  await assert.rejects(ada.receive({ number, items }), wrong);
  await ada.approve({ number });
  const received = await Promise.allSettled([1, 2, 3, 4].map(() => ada.receive({ number, items })));
  const refusals = received.flatMap((end) => end.status === "rejected" ? [end.reason] : []);
  assert.equal(refusals.length, 3);
  assert.ok(refusals.every(wrong));
  await assert.rejects(ada.reject({ number, reason: "Late" }), wrong);
  const { number: lapsed } = await askBack(shop.database, order, items);
  await ada.approve({ number: lapsed });
  await ada.reject({ number: lapsed, reason: "Never came" });
  await assert.rejects(ada.receive({ number: lapsed, items }), wrong);
  assert.equal(await onHand(shop.database, items[0]!.sku), 99);
  await assert.rejects(ada.approve({ number: "RMA-00000000" }), failsWith(ErrorCode.NOT_FOUND));
});

Deno.test("an order that could not be delivered comes back whole, with its shipping if staff say so", async () => {
  await using shop = await testShop();
  const order = await shippedOrder(shop.database, TAXED);
  const ada = staff(shop.database);
  const back = { number: order.number, reason: "Moved away", restock: true, refundShipping: true };
  const returned = await ada.takeBack(back);
  assert.deepEqual(statuses(returned), ["RETURNED", "RECEIVED"]);
  assert.deepEqual(amounts(returned), [order.total]);
  for (const sku of order.skus) assert.equal(await onHand(shop.database, sku), 100);
  await payRefunds(shop.database);
  assert.deepEqual(await readNow(shop.database, order.number), ["REFUNDED", "REFUNDED"]);
  assert.equal((await shop.database`select from outbox_events where type = 'return.approved'`).length, 0);
  await assert.rejects(ada.takeBack(back), failsWith(ErrorCode.WRONG_STATE));
});

Deno.test("an order of which a parcel arrived is not taken back as undelivered", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 2 }] });
  const ada = staff(shop.database);
  const first = parcel();
  await ada.pack({ number });
  await ada.ship({ number, ...first, items: [{ sku: skus[0]!, quantity: 1 }] });
  await ada.ship({ number, ...parcel() });
  await ada.deliver({ number, ...first });
  await assert.rejects(ada.takeBack({ number, reason: "Moved away" }), failsWith(ErrorCode.WRONG_STATE));
});
