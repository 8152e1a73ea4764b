import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { type Order, OrderSchema, OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { testShop } from "../testing/fixture.ts";
import { orderMessage } from "./order_message.ts";
import { readOrder } from "./read_order.ts";
import { soldOrder } from "./testing/sold_order.ts";

async function read(database: Database, number: string): Promise<Order> {
  return create(OrderSchema, orderMessage(await readOrder(database, undefined, number)));
}

Deno.test("readOrder() reads amounts beyond what a JSON number holds", async () => {
  await using shop = await testShop();
  const price = 2n ** 53n + 1n;
  const { number } = await soldOrder(shop.database, { lines: [{ price, discount: 3n, tax: 5n }], shipping: 0n });
  const order = await read(shop.database, number);
  const minor = [order.subtotal, order.discount, order.shipping, order.tax, order.total].map((m) => m!.minorUnits);
  assert.deepEqual(minor, [price, 3n, 0n, 5n, price - 3n]);
  assert.equal(order.lines[0]!.discount!.minorUnits, 3n);
  assert.equal(order.payment!.amount!.minorUnits, price - 3n);
  assert.equal(order.status, OrderStatus.PAID);
  assert.ok(order.cancellable);
  assert.deepEqual(order.history.map(({ actor }) => actor), ["customer", "system"]);
});
