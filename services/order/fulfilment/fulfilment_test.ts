import assert from "node:assert/strict";
import { OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { StaffOrder } from "../../../proto/gen/shopflow/order/v1/fulfilment_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { type TestShop, testShop } from "../testing/fixture.ts";
import { parcel, staff } from "./testing/staff.ts";

function status({ order }: StaffOrder): string {
  return OrderStatus[order!.status]!.toLowerCase();
}

/** The types of an order's events, oldest first. */
async function events({ database }: TestShop, number: string): Promise<string[]> {
  const rows = await database<{ type: string }[]>`
    select type from outbox_events where subject = ${"order:" + number} order by sequence`;
  return rows.map(({ type }) => type);
}

Deno.test("an order is packed, shipped and delivered by staff, and its history says by whom", async () => {
  await using shop = await testShop();
  const { number } = await soldOrder(shop.database);
  const [ada, bob] = [staff(shop.database), staff(shop.database, "staff:bob")];
  assert.equal(status(await ada.pack({ number })), "packed");
  const sent = { ...parcel(), trackingUrl: "https://post.example/1" };
  const shipped = await bob.ship({ number, ...sent });
  assert.equal(status(shipped), "shipped");
  const [shipment] = shipped.order!.shipments;
  assert.equal(shipment!.trackingUrl, sent.trackingUrl);
  assert.equal(shipment!.deliveredAt, undefined);
  const delivered = await ada.deliver({ number, ...sent });
  assert.equal(status(delivered), "delivered");
  assert.ok(delivered.order!.shipments[0]!.deliveredAt);
  assert.deepEqual(delivered.order!.history.map(({ actor }) => actor), [
    "customer",
    "system",
    "staff:ada",
    "staff:bob",
    "staff:ada",
  ]);
  assert.deepEqual(
    await events(shop, number),
    ["order.placed", "order.paid", "order.packed", "shipment.sent", "order.shipped", "order.delivered"],
  );
});

Deno.test("an order sent in parts is shipped with its last unit, and delivered with its last parcel", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 3 }, { quantity: 2 }] });
  const ada = staff(shop.database);
  const [mug, jug] = [skus[0]!, skus[1]!];
  await ada.pack({ number });
  const first = parcel();
  const begun = await ada.ship({ number, ...first, items: [{ sku: mug, quantity: 2 }] });
  assert.equal(status(begun), "packed");
  assert.equal(begun.order!.cancellable, false);
  assert.equal(status(await ada.deliver({ number, ...first })), "packed");
  const second = parcel();
  assert.equal(status(await ada.ship({ number, ...second, items: [{ sku: jug, quantity: 2 }] })), "packed");
  const rest = parcel();
  const whole = await ada.ship({ number, ...rest });
  assert.equal(status(whole), "shipped");
  assert.deepEqual(whole.order!.shipments.map(({ items }) => items.map(({ sku, quantity }) => [sku, quantity])), [
    [[mug, 2]],
    [[jug, 2]],
    [[mug, 1]],
  ]);
  assert.equal(status(await ada.deliver({ number, ...rest })), "shipped");
  assert.equal(status(await ada.deliver({ number, ...second })), "delivered");
});

Deno.test("shipOrder() refuses units that are not left, what is not of the order, and a line named twice", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 3 }] });
  const ada = staff(shop.database);
  const sku = skus[0]!;
  await ada.pack({ number });
  await ada.ship({ number, ...parcel(), items: [{ sku, quantity: 1 }] });
  const refused: [string, { sku: string; quantity: number }[]][] = [
    ["items[0]", [{ sku, quantity: 3 }]],
    ["items[0]", [{ sku: "OTHER", quantity: 1 }]],
    ["items[1]", [{ sku, quantity: 1 }, { sku, quantity: 1 }]],
  ];
  for (const [field, items] of refused) {
    await assert.rejects(
      ada.ship({ number, ...parcel(), items }),
      failsWith(ErrorCode.INVALID_ARGUMENT, field),
    );
  }
  assert.equal(status(await ada.ship({ number, ...parcel(), items: [{ sku, quantity: 2 }] })), "shipped");
});

Deno.test("shipOrder() refuses a tracking number of the same carrier that another parcel has", async () => {
  await using shop = await testShop();
  const ada = staff(shop.database);
  const [first, second] = [await soldOrder(shop.database), await soldOrder(shop.database)];
  for (const { number } of [first, second]) await ada.pack({ number });
  const same = parcel();
  await ada.ship({ number: first.number, ...same });
  await assert.rejects(ada.ship({ number: second.number, ...same }), failsWith(ErrorCode.ALREADY_EXISTS));
  assert.equal(status(await ada.ship({ number: second.number, ...same, carrier: "Another" })), "shipped");
});

Deno.test("staff cannot pack, ship or deliver what is not there yet, or was before", async () => {
  await using shop = await testShop();
  const { number } = await soldOrder(shop.database);
  const ada = staff(shop.database);
  const sent = parcel();
  const wrong = failsWith(ErrorCode.WRONG_STATE);
  await assert.rejects(ada.ship({ number, ...sent }), wrong);
  await ada.pack({ number });
  await assert.rejects(ada.pack({ number }), wrong);
  await assert.rejects(ada.deliver({ number, ...sent }), failsWith(ErrorCode.NOT_FOUND));
  await ada.ship({ number, ...sent });
  await assert.rejects(ada.ship({ number, ...parcel() }), wrong);
  await ada.deliver({ number, ...sent });
  await assert.rejects(ada.deliver({ number, ...sent }), wrong);
  await assert.rejects(ada.pack({ number: "SF-00000000" }), failsWith(ErrorCode.NOT_FOUND));
});

Deno.test("a change sent again with its key is made once and answered alike, also when sent ten times at once", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 5 }] });
  const ada = staff(shop.database);
  await ada.pack({ number });
  const wish = { number, ...parcel(), items: [{ sku: skus[0]!, quantity: 1 }], idempotencyKey: crypto.randomUUID() };
  const answers = await Promise.all(Array.from({ length: 10 }, () => ada.ship(wish)));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  assert.equal(answers[0]!.order!.shipments.length, 1);
  const other = { ...wish, ...parcel() };
  await assert.rejects(ada.ship(other), failsWith(ErrorCode.IDEMPOTENCY_KEY_REUSED));
  await ada.ship({ ...other, idempotencyKey: crypto.randomUUID() });
  assert.equal((await ada.ship(wish)).order!.shipments.length, 1);
});

Deno.test("parcels sent of one order at once hold each unit once", async () => {
  await using shop = await testShop();
  const { number, skus } = await soldOrder(shop.database, { lines: [{ quantity: 5 }] });
  const ada = staff(shop.database);
  await ada.pack({ number });
  const items = [{ sku: skus[0]!, quantity: 1 }];
  const sent = await Promise.allSettled(Array.from({ length: 12 }, () => ada.ship({ number, ...parcel(), items })));
  assert.equal(sent.filter(({ status }) => status === "fulfilled").length, 5);
  const [row] = await shop.database`select sum(quantity)::int as units from shipment_lines`;
  assert.equal(row!.units, 5);
});
