import assert from "node:assert/strict";
import { ReturnStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { staff } from "../fulfilment/testing/staff.ts";
import { soldOrder } from "../orders/testing/sold_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { askBack, deliveredOrder } from "./testing/delivered_order.ts";
import { writeReturn } from "./write_return.ts";

const LINES = [{ quantity: 3 }, { quantity: 1 }];

Deno.test("requestReturn() writes down what a guest wants to send back, once for each key", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: LINES });
  const items = [{ sku: order.skus[0]!, quantity: 2 }];
  const key = crypto.randomUUID();
  const wishes = await Promise.all([1, 2, 3].map(() => askBack(shop.database, order, items, key)));
  for (const wish of wishes) {
    assert.match(wish.number, /^RMA-[0-9A-HJKMNP-TV-Z]{8}$/);
    assert.equal(wish.number, wishes[0]!.number);
    assert.equal(wish.status, ReturnStatus.REQUESTED);
    assert.deepEqual(wish.items.map(({ sku, quantity }) => ({ sku, quantity })), items);
  }
  assert.equal((await shop.database`select 1 from returns`).length, 1);
  const told = await shop.database`select payload from outbox_events where type = 'return.requested'`;
  assert.deepEqual(told.map(({ payload }) => payload), [{ number: order.number, return: wishes[0]!.number }]);
});

Deno.test("requestReturn() never takes more units than were bought, also when asked many times at once", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: [{ quantity: 5 }] });
  const items = [{ sku: order.skus[0]!, quantity: 2 }];
  const asked = await Promise.allSettled(Array.from({ length: 8 }, () => askBack(shop.database, order, items)));
  assert.equal(asked.filter(({ status }) => status === "fulfilled").length, 2);
  for (const ask of asked) {
    if (ask.status === "rejected") failsWith(ErrorCode.INVALID_ARGUMENT, "items[0]")(ask.reason);
  }
  const [row] = await shop.database`select sum(quantity)::int as units from return_lines`;
  assert.equal(row!.units, 4);
});

Deno.test("requestReturn() refuses what is not of the order, and a line named twice", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database, { lines: LINES });
  const one = { sku: order.skus[0]!, quantity: 1 };
  const unknown = askBack(shop.database, order, [one, { sku: "OTHER", quantity: 1 }]);
  await assert.rejects(unknown, failsWith(ErrorCode.INVALID_ARGUMENT, "items[1]"));
  const twice = askBack(shop.database, order, [one, one]);
  await assert.rejects(twice, failsWith(ErrorCode.INVALID_ARGUMENT, "items[1]"));
});

Deno.test("units of a rejected return may be asked back again", async () => {
  await using shop = await testShop();
  const order = await deliveredOrder(shop.database);
  const items = [{ sku: order.skus[0]!, quantity: 1 }];
  const { number } = await askBack(shop.database, order, items);
  await assert.rejects(askBack(shop.database, order, items), failsWith(ErrorCode.INVALID_ARGUMENT, "items[0]"));
  const rejected = await staff(shop.database).reject({ number, reason: "Worn" });
  assert.equal(rejected.order!.returns[0]!.rejection, "Worn");
  assert.deepEqual(
    rejected.returnChanges.map(({ status, actor, reason }) => [ReturnStatus[status], actor, reason]),
    [["REQUESTED", "customer", ""], ["REJECTED", "staff:ada", "Worn"]],
  );
  assert.notEqual((await askBack(shop.database, order, items)).number, number);
});

Deno.test("requestReturn() is refused before an order is delivered, 30 days after, and to other guests", async () => {
  await using shop = await testShop();
  const paid = await soldOrder(shop.database);
  const items = ({ skus }: { skus: string[] }) => [{ sku: skus[0]!, quantity: 1 }];
  await assert.rejects(askBack(shop.database, paid, items(paid)), failsWith(ErrorCode.WRONG_STATE));
  const order = await deliveredOrder(shop.database);
  const stranger = { number: order.number, guestId: crypto.randomUUID() };
  await assert.rejects(askBack(shop.database, stranger, items(order)), failsWith(ErrorCode.NOT_FOUND));
  await shop.database`update orders set status_since = now() - interval '30 days' where id = ${order.id}`;
  await assert.rejects(askBack(shop.database, order, items(order)), failsWith(ErrorCode.WRONG_STATE));
  await shop.database`
    update orders set status_since = now() - interval '29 days 23 hours' where id = ${order.id}`;
  assert.equal((await askBack(shop.database, order, items(order))).status, ReturnStatus.REQUESTED);
});

Deno.test("writeReturn() takes another number when one is taken, and gives up when all are", async () => {
  await using shop = await testShop();
  const { id, number } = await deliveredOrder(shop.database);
  const order = { id, number, status: "delivered" } as const;
  const wish = { status: "requested", actor: "customer", reason: "", lines: [{ position: 0, quantity: 1 }] } as const;
  const write = (numbers: string[]) => writeReturn(shop.database, order, wish, () => numbers.shift() ?? "RMA-AAAAAAAA");
  assert.equal(await write(["RMA-AAAAAAAA"]), "RMA-AAAAAAAA");
  assert.equal(await write(["RMA-AAAAAAAA", "RMA-BBBBBBBB"]), "RMA-BBBBBBBB");
  await assert.rejects(write([]), /numbers in a row were taken/);
  assert.equal((await shop.database`select 1 from returns join return_lines on return_id = id`).length, 2);
});
