import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { CheckResultSchema } from "../../../proto/gen/shopflow/order/v1/check_pb.ts";
import {
  CancelOrderRequestSchema,
  GetOrderRequestSchema,
  type Order,
  OrderSchema,
  OrderStatus,
  PaymentStatus,
  ReturnStatus,
} from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { runChecks } from "../check/run_checks.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import { askBack, sendBack } from "../returns/testing/delivered_order.ts";
import { addVariant, onHand, testShop } from "../testing/fixture.ts";
import { add, orderRequest, place, testCheckout } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";
import { cancelOwnOrder } from "./cancel_own_order.ts";
import { getOrder } from "./get_order.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";
const CHALLENGED = { number: "4000002500003155", expiryMonth: 1, expiryYear: 2030, securityCode: "123" };
/** Three mugs of 10.00 and a jug of 25.00, which is sent free of charge. */
const TOTAL = 5500n;

/** A shop with its engine running, and an order of GUEST. */
async function shopWithOrder(card?: typeof CHALLENGED) {
  const shop = await testShop();
  const { database } = shop;
  await addVariant(database, { sku: "MUG", price: 1000n });
  await addVariant(database, { sku: "JUG", price: 2500n });
  await add(database, GUEST, "MUG", 3);
  await add(database, GUEST, "JUG");
  const parts = testCheckout(database);
  const stopped = new AbortController();
  const running = parts.engine.run(stopped.signal);
  const { order } = await place(database, orderRequest(GUEST, TOTAL, card ? { card } : {}));
  return {
    ...parts,
    database,
    number: order!.number,
    /** The order as its customer reads it, once `holds`. */
    async read(holds: (order: Order) => boolean): Promise<Order> {
      const request = create(GetOrderRequestSchema, { guestId: GUEST, number: order!.number });
      let now: Order;
      await until(async () => holds(now = create(OrderSchema, (await getOrder(database, request)).order)));
      return now!;
    },
    /** The order's payment, as the provider names it. */
    async paymentKey(): Promise<string> {
      const [payment] = await database<{ key: string }[]>`select key from payments`;
      return payment!.key;
    },
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
      await shop[Symbol.asyncDispose]();
    },
  };
}

/** What must always hold of the whole shop, its provider's books among it. */
async function assertSound(database: Database): Promise<void> {
  const { results } = await runChecks(database, testCheckout(database).provider);
  for (const result of results!) {
    const { name, problems, notChecked } = create(CheckResultSchema, result);
    assert.deepEqual([name, problems, notChecked], [name, [], ""]);
  }
  assert.equal(new Set(results!.map(({ name }) => name)).size, results!.length, "a name is there twice");
}

async function cancel(database: Database, number: string): Promise<void> {
  const request = create(CancelOrderRequestSchema, { guestId: GUEST, number, reason: "Too many jugs" });
  await cancelOwnOrder(database, testCheckout(database).cashier, request);
}

const hasStatus = (status: OrderStatus) => (order: Order) => order.status === status;

Deno.test("an order is bought, sent in two parcels, and sent back in two parts until all its money is back", async () => {
  await using shop = await shopWithOrder();
  const { database, number } = shop;
  const ada = staff(database);
  await ada.pack({ number });
  const [first, second] = [parcel(), parcel()];
  await ada.ship({ number, ...first, items: [{ sku: "MUG", quantity: 2 }] });
  await ada.ship({ number, ...second });
  for (const sent of [first, second]) await ada.deliver({ number, ...sent });
  await assertSound(database);
  const order = { ...(await idOf(database, number)), number, guestId: GUEST, total: TOTAL, skus: ["MUG", "JUG"] };

  await sendBack(database, order, [{ sku: "MUG", quantity: 1 }]);
  const part = await shop.read(({ returns }) => returns[0]?.status === ReturnStatus.REFUNDED);
  assert.equal(part.status, OrderStatus.DELIVERED);
  assert.equal(part.payment!.refunded!.minorUnits, 1000n);
  await assertSound(database);

  const rest = [{ sku: "MUG", quantity: 2 }, { sku: "JUG", quantity: 1 }];
  await sendBack(database, order, rest);
  const end = await shop.read(hasStatus(OrderStatus.REFUNDED));
  assert.deepEqual(end.history.map(({ status, actor }) => `${OrderStatus[status]} ${actor}`), [
    "PLACED customer",
    "PAID system",
    "PACKED staff",
    "SHIPPED staff",
    "DELIVERED staff",
    "RETURNED staff",
    "REFUNDED system",
  ]);
  assert.deepEqual(end.refunds.map(({ amount, isDone }) => [amount!.minorUnits, isDone]), [[1000n, true], [
    4500n,
    true,
  ]]);
  assert.deepEqual([await onHand(database, "MUG"), await onHand(database, "JUG")], [100, 100]);
  await assertSound(database);
  await assert.rejects(askBack(database, order, [{ sku: "MUG", quantity: 1 }]), { codeName: "WRONG_STATE" });
});

async function idOf(database: Database, number: string): Promise<{ id: bigint }> {
  const [order] = await database<{ id: bigint }[]>`select id from orders where number = ${number}`;
  return order!;
}

Deno.test("a paid order that is called off has all its money back from the provider", async () => {
  await using shop = await shopWithOrder();
  await cancel(shop.database, shop.number);
  const end = await shop.read(({ refunds }) => refunds[0]?.isDone === true);
  assert.equal(end.status, OrderStatus.CANCELLED);
  assert.equal(end.payment!.refunded!.minorUnits, TOTAL);
  assert.deepEqual(shop.provider.entries.map(({ kind, amount }) => [kind, amount]), [["capture", TOTAL], [
    "refund",
    TOTAL,
  ]]);
  await assertSound(shop.database);
});

Deno.test("an order that is called off while the bank asks its customer is never paid", async () => {
  await using shop = await shopWithOrder(CHALLENGED);
  const { database, number, provider } = shop;
  const asked = await shop.read(({ payment }) => payment!.status === PaymentStatus.CHALLENGED);
  assert.ok(asked.cancellable);
  await cancel(database, number);
  const end = await shop.read(({ payment }) => payment!.status === PaymentStatus.VOIDED);
  assert.equal(end.status, OrderStatus.CANCELLED);
  assert.deepEqual(provider.entries, []);
  await assertSound(database);
});

Deno.test("an order that is called off just after its customer paid has its money back, whoever hears of it first", async () => {
  for (const isTold of [false, true]) {
    await using shop = await shopWithOrder(CHALLENGED);
    const { database, number, provider, engine } = shop;
    await shop.read(({ payment }) => payment!.status === PaymentStatus.CHALLENGED);
    const key = await shop.paymentKey();
    provider.answerChallenge(key, true);
    await cancel(database, number);
    if (isTold) await database.begin((tx) => engine.signal(tx, key, "payment"));
    const end = await shop.read(({ refunds }) => refunds[0]?.isDone === true);
    assert.equal(end.status, OrderStatus.CANCELLED);
    assert.deepEqual(provider.entries.map(({ kind, amount }) => [kind, amount]), [["capture", TOTAL], [
      "refund",
      TOTAL,
    ]]);
    await assertSound(database);
  }
});
