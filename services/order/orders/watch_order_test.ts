import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import {
  GetOrderRequestSchema,
  OrderSchema,
  OrderStatus,
  WatchOrderRequestSchema,
} from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { createLog } from "../../kit/log.ts";
import { parcel, staff } from "../fulfilment/testing/staff.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testShop } from "../testing/fixture.ts";
import { inTime } from "../testing/in_time.ts";
import { testCheckout } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";
import { changeStatus } from "./change_status.ts";
import { getOrder } from "./get_order.ts";
import { ORDER_CHANGES, OrderChanges } from "./order_changes.ts";
import type { Status } from "./order_status.ts";
import { payRefunds } from "./testing/pay_refunds.ts";
import { soldOrder } from "./testing/sold_order.ts";
import { watchOrder } from "./watch_order.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";
/** So that the pool needs no second one while none can be made. */
const ONE_CONNECTION = 1;
const silent = createLog({ process: "test", sink: () => {} });

/** Sells an order to the guest; returns its number. */
async function buyOne(database: Database): Promise<string> {
  return (await soldOrder(database, { guestId: GUEST })).number;
}

/** Follows an order in the background and collects its statuses. */
function watch(database: Database, number: string, changes = new OrderChanges(database, silent)) {
  const controller = new AbortController();
  const statuses: string[] = [];
  const request = create(WatchOrderRequestSchema, { guestId: GUEST, number });
  const ended = (async () => {
    for await (const { order } of watchOrder(database, changes, request, controller.signal)) {
      statuses.push(OrderStatus[create(OrderSchema, order).status]!.toLowerCase());
    }
  })();
  return { statuses, changes, ended, stop: () => controller.abort() };
}

async function move(database: Database, number: string, from: Status, to: Status): Promise<boolean> {
  const [order] = await database<{ id: bigint }[]>`select id from orders where number = ${number}`;
  return await changeStatus(database, { orderId: order!.id, from, to, actor: "system" });
}

/** The backends that listen to order changes, ended by `end`. */
async function listeners(database: Database, end = false): Promise<number> {
  const rows = await database`
    select case when ${end} then pg_terminate_backend(pid) end from pg_stat_activity
    where datname = current_database() and query ilike 'listen "order_changes"'`;
  return rows.length;
}

Deno.test("getOrder() reads a guest's order, and another guest's is as if there were none", async () => {
  await using shop = await testShop();
  const number = await buyOne(shop.database);
  const { order } = await getOrder(shop.database, create(GetOrderRequestSchema, { guestId: GUEST, number }));
  assert.equal(order?.number, number);
  const messages: string[] = [];
  for (const request of [{ guestId: crypto.randomUUID(), number }, { guestId: GUEST, number: "SF-00000000" }]) {
    await assert.rejects(getOrder(shop.database, create(GetOrderRequestSchema, request)), (error: Error) => {
      messages.push(error.message.replace(request.number, "NUMBER"));
      return failsWith(ErrorCode.NOT_FOUND)(error);
    });
  }
  assert.equal(messages[0], messages[1]);
});

Deno.test("changeStatus() writes history, once when two try the same, and refuses what no order may do", async () => {
  await using shop = await testShop();
  const number = await buyOne(shop.database);
  const both = await Promise.all([1, 2].map(() => move(shop.database, number, "paid", "packed")));
  assert.deepEqual(both.sort(), [false, true]);
  await assert.rejects(move(shop.database, number, "packed", "placed"), RangeError);
  const { order } = await getOrder(shop.database, create(GetOrderRequestSchema, { guestId: GUEST, number }));
  const { status, history } = create(OrderSchema, order);
  assert.equal(status, OrderStatus.PACKED);
  assert.deepEqual(history.map((change) => change.status), [OrderStatus.PLACED, OrderStatus.PAID, OrderStatus.PACKED]);
});

Deno.test("watchOrder() sends an order at once, after each change, and ends when it is delivered", async () => {
  await using shop = await testShop();
  const number = await buyOne(shop.database);
  const watching = watch(shop.database, number);
  const steps: [Status, Status][] = [["paid", "packed"], ["packed", "shipped"], ["shipped", "delivered"]];
  for (const [from, to] of steps) {
    await until(() => watching.statuses.at(-1) === from);
    await move(shop.database, number, from, to);
  }
  await inTime(watching.ended);
  assert.deepEqual(watching.statuses, ["paid", "packed", "shipped", "delivered"]);
  assert.equal(watching.changes.followers, 0);
});

Deno.test("watchOrder() sends an order again when a parcel leaves or arrives and when money goes back", async () => {
  await using shop = await testShop();
  const order = await soldOrder(shop.database, { guestId: GUEST, lines: [{ quantity: 3 }] });
  const { number } = order;
  const ada = staff(shop.database);
  await ada.pack({ number });
  const sent = parcel();
  const changes = [
    () => ada.ship({ number, ...sent, items: [{ sku: order.skus[0]!, quantity: 1 }] }),
    () => ada.deliver({ number, ...sent }),
    () => refund(shop.database, order.id),
    () => ada.ship({ number, ...parcel() }),
  ];
  const watching = watch(shop.database, number);
  for (const [index, change] of changes.entries()) {
    await until(() => watching.statuses.length === index + 1);
    await change();
  }
  await until(() => watching.statuses.length === changes.length + 1);
  assert.deepEqual(watching.statuses, ["packed", "packed", "packed", "packed", "shipped"]);
  watching.stop();
  await inTime(watching.ended);
});

/** Gives 1.00 of an order back. */
async function refund(database: Database, orderId: bigint): Promise<void> {
  const wish = { orderId, amount: 100n, reason: "A scratch", actor: "staff" };
  await database.begin((tx) => testCheckout(database).cashier.requestRefund(tx, wish));
  await payRefunds(database);
}

Deno.test("changeStatus() tells watchers, unless it is to be quiet", async () => {
  await using shop = await testShop();
  const [quiet, loud] = [await soldOrder(shop.database), await soldOrder(shop.database)];
  const heard: string[] = [];
  const { unlisten } = await shop.database.listen(ORDER_CHANGES, (number) => heard.push(number));
  const step = { from: "paid", to: "packed", actor: "system" } as const;
  assert.ok(await changeStatus(shop.database, { ...step, orderId: quiet.id, quiet: true }));
  assert.ok(await changeStatus(shop.database, { ...step, orderId: loud.id }));
  // They come in the order of their commits
  await until(() => heard.length > 0);
  assert.deepEqual(heard, [loud.number]);
  await unlisten();
});

Deno.test("watchOrder() fails for another guest's order", async () => {
  await using shop = await testShop();
  const watching = watch(shop.database, "SF-00000000");
  await assert.rejects(watching.ended, failsWith(ErrorCode.NOT_FOUND));
  assert.equal(watching.changes.followers, 0);
});

Deno.test("watchOrder() sends nothing for a change of another order", async () => {
  await using shop = await testShop();
  const [number, other] = [await buyOne(shop.database), await buyOne(shop.database)];
  const watching = watch(shop.database, number);
  const watchingOther = watch(shop.database, other, watching.changes);
  await until(() => watching.statuses.length === 1 && watchingOther.statuses.length === 1);
  await move(shop.database, other, "paid", "cancelled");
  await inTime(watchingOther.ended);
  assert.deepEqual(watching.statuses, ["paid"]);
  watching.stop();
  await inTime(watching.ended);
});

Deno.test("watchOrder() of fifty watchers uses one connection, and ends all of them when they go away", async () => {
  await using shop = await testShop();
  const number = await buyOne(shop.database);
  const first = watch(shop.database, number);
  const all = [first, ...Array.from({ length: 49 }, () => watch(shop.database, number, first.changes))];
  await until(async () => all.every(({ statuses }) => statuses.length === 1) && await listeners(shop.database) > 0);
  assert.equal(await listeners(shop.database), 1);
  assert.equal(first.changes.followers, 50);
  for (const { stop } of all) stop();
  await inTime(Promise.all(all.map(({ ended }) => ended)));
  assert.equal(first.changes.followers, 0);
});

Deno.test("OrderChanges follows ten thousand orders and refuses one more until somebody leaves", async () => {
  await using shop = await testShop();
  const changes = new OrderChanges(shop.database, silent);
  const { signal } = new AbortController();
  const followers = Array.from({ length: 10_000 }, () => changes.follow("SF-00000000", signal));
  assert.throws(() => changes.follow("SF-00000000", signal), failsWith(ErrorCode.UNAVAILABLE));
  followers[0]![Symbol.dispose]();
  changes.follow("SF-00000000", signal);
  await until(async () => await listeners(shop.database) === 1);
});

Deno.test("watchOrder() misses no change that happens while its connection is lost", async () => {
  await using shop = await testShop(ONE_CONNECTION);
  const number = await buyOne(shop.database);
  const watching = watch(shop.database, number);
  await until(async () => watching.statuses.length === 1 && await listeners(shop.database) === 1);
  await shop.setConnectable(false);
  await listeners(shop.database, true);
  await until(async () => await listeners(shop.database) === 0);
  await move(shop.database, number, "paid", "packed");
  await shop.setConnectable(true);
  await until(() => watching.statuses.length === 2);
  await until(async () => await listeners(shop.database) === 1);
  await move(shop.database, number, "packed", "cancelled");
  await inTime(watching.ended);
  assert.deepEqual(watching.statuses, ["paid", "packed", "cancelled"]);
});

Deno.test("watchOrder() goes on when it could not listen at first", async () => {
  await using shop = await testShop(ONE_CONNECTION);
  const number = await buyOne(shop.database);
  await shop.setConnectable(false);
  const watching = watch(shop.database, number);
  await until(() => watching.statuses.length === 1);
  await move(shop.database, number, "paid", "cancelled");
  await shop.setConnectable(true);
  await until(() => watching.statuses.length === 2);
  await inTime(watching.ended);
  assert.deepEqual(watching.statuses, ["paid", "cancelled"]);
});
