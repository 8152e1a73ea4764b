import assert from "node:assert/strict";
import { type Order, OrderStatus, PaymentStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { backoff } from "../../kit/workflow/retry.ts";
import { readCart } from "../cart/read_cart.ts";
import { stockProblems } from "../inventory/stock_problems.ts";
import { sweepReservations } from "../inventory/sweep_reservations.ts";
import { getOrder } from "../orders/get_order.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, onHand, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place, testCheckout } from "../testing/shopper.ts";
import { until } from "../testing/until.ts";
import { PAY_RETRY } from "./checkout_workflow.ts";
import { create } from "@bufbuild/protobuf";
import { GetOrderRequestSchema, OrderSchema } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";
const TOTAL = 2000n + GB_STANDARD;
const DECLINED = card("4000000000000002");
const CHALLENGED = card("4000002500003155");

function card(number: string) {
  return { number, expiryMonth: 1, expiryYear: 2030, securityCode: "123" };
}

/** A shop where GUEST has two of five mugs of 10.00 in the cart, and whose workflows run. */
async function openShop() {
  const shop = await testShop();
  const { database } = shop;
  await addVariant(database, { sku: "MUG", price: 1000n, onHand: 5 });
  await add(database, GUEST, "MUG", 2);
  const parts = testCheckout(database);
  const stopped = new AbortController();
  const running = parts.engine.run(stopped.signal);
  return {
    ...parts,
    database,
    async [Symbol.asyncDispose]() {
      stopped.abort();
      await running;
      await shop[Symbol.asyncDispose]();
    },
  };
}

async function read(database: Database, number: string): Promise<Order> {
  const request = create(GetOrderRequestSchema, { guestId: GUEST, number });
  return create(OrderSchema, (await getOrder(database, request)).order);
}

/** The cart is as before, every mug is for sale, and no live order is there. */
async function assertGivenBack(database: Database): Promise<void> {
  const { lines } = await readCart(database, GUEST);
  assert.deepEqual(lines.map(({ quantity, available }) => [quantity, available]), [[2, 5]]);
  assert.equal((await database`select 1 from orders where status <> 'cancelled'`).length, 0);
  assert.deepEqual(await stockProblems(database), []);
}

Deno.test("a declined card gives everything back, and the same key is answered the same", async () => {
  await using shop = await openShop();
  const request = orderRequest(GUEST, TOTAL, { card: DECLINED });
  const refusals: string[] = [];
  for (let sent = 0; sent < 2; sent++) {
    await assert.rejects(place(shop.database, request), (error) => {
      assert.ok(error instanceof ShopError && error.code === ErrorCode.PAYMENT_DECLINED);
      return refusals.push(error.message) > 0;
    });
    await assertGivenBack(shop.database);
  }
  assert.equal(refusals[0], "Cannot charge the card: the card was declined");
  assert.equal(refusals[1], refusals[0]);
  assert.equal((await shop.database`select 1 from orders`).length, 1, "the same key tried again");
  const { order } = await place(shop.database, orderRequest(GUEST, TOTAL));
  assert.equal(order?.status, OrderStatus.PAID);
  assert.equal(await onHand(shop.database, "MUG"), 3);
});

Deno.test("a declined card puts its things into the cart that was begun meanwhile", async () => {
  await using shop = await openShop();
  await addVariant(shop.database, { sku: "JUG", price: 500n });
  const { order } = await place(shop.database, orderRequest(GUEST, TOTAL, { card: CHALLENGED }));
  await add(shop.database, GUEST, "JUG");
  await add(shop.database, GUEST, "MUG");
  await answerChallenge(shop, order!, false);
  await until(async () => (await read(shop.database, order!.number)).status === OrderStatus.CANCELLED);
  const { history } = await read(shop.database, order!.number);
  assert.equal(history.at(-1)!.reason, "Your bank did not approve the payment.");
  const [kept] = await shop.database`select reason from order_status_changes where status = 'cancelled'`;
  assert.equal(kept!.reason, "Cannot charge the card: it was not you", "what staff read");
  const { lines } = await readCart(shop.database, GUEST);
  assert.deepEqual(lines.map(({ sku, quantity }) => [sku, quantity]), [["JUG", 1], ["MUG", 3]]);
});

/** The customer answers the bank, and the bank tells the shop. */
async function answerChallenge(
  { database, engine, provider }: Awaited<ReturnType<typeof openShop>>,
  order: Order,
  isApproved: boolean,
): Promise<void> {
  const [payment] = await database<{ key: string }[]>`
    select key from payments join orders on orders.id = order_id where number = ${order.number}`;
  provider.answerChallenge(payment!.key, isApproved);
  await transaction(database, (tx) => engine.signal(tx, payment!.key, "payment"));
}

Deno.test("a card whose bank asks its owner is paid once the owner has answered", async () => {
  await using shop = await openShop();
  const request = orderRequest(GUEST, TOTAL, { card: CHALLENGED });
  const { order } = await place(shop.database, request);
  assert.equal(order?.status, OrderStatus.PLACED);
  assert.equal(order.payment?.status, PaymentStatus.CHALLENGED);
  assert.match(order.payment.challengeUrl, /^https:\/\/bank\.example\//);
  assert.deepEqual((await place(shop.database, request)).order, order, "the same key was answered differently");
  await answerChallenge(shop, order, true);
  await until(async () => (await read(shop.database, order.number)).status === OrderStatus.PAID);
  const paid = await read(shop.database, order.number);
  assert.deepEqual([paid.payment?.status, paid.payment?.challengeUrl], [PaymentStatus.CAPTURED, ""]);
  assert.equal(await onHand(shop.database, "MUG"), 3);
  assert.deepEqual((await place(shop.database, request)).order, order, "the answer changed with the order");
});

Deno.test("a payment that comes when its things were sold to somebody else goes back", async () => {
  await using shop = await openShop();
  const { order } = await place(shop.database, orderRequest(GUEST, TOTAL, { card: CHALLENGED }));
  await shop.database`update reservations set expires_at = now()`;
  assert.equal(await sweepReservations(shop.database), 1);
  const other = crypto.randomUUID();
  await add(shop.database, other, "MUG", 5);
  await place(shop.database, orderRequest(other, 5000n));
  await answerChallenge(shop, order!, true);
  await until(async () => (await read(shop.database, order!.number)).status === OrderStatus.CANCELLED);
  await until(() => shop.provider.entries.some(({ kind, amount }) => kind === "refund" && amount === TOTAL));
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("a hold that lapsed is taken again when its things are still there", async () => {
  await using shop = await openShop();
  const { order } = await place(shop.database, orderRequest(GUEST, TOTAL, { card: CHALLENGED }));
  await shop.database`update reservations set expires_at = now()`;
  await sweepReservations(shop.database);
  await answerChallenge(shop, order!, true);
  await until(async () => (await read(shop.database, order!.number)).status === OrderStatus.PAID);
  assert.equal(await onHand(shop.database, "MUG"), 3);
  assert.deepEqual(await stockProblems(shop.database), []);
});

Deno.test("an order is accepted while the bank is away, and paid once it is back", async () => {
  await using shop = await openShop();
  shop.provider.isAway = true;
  const request = orderRequest(GUEST, TOTAL);
  const { order } = await place(shop.database, request);
  assert.equal(order?.status, OrderStatus.PLACED);
  assert.equal(order.payment?.status, PaymentStatus.PENDING);
  shop.provider.isAway = false;
  await until(async () => (await read(shop.database, order.number)).status === OrderStatus.PAID);
  assert.equal(shop.provider.entries.length, 1);
  assert.deepEqual((await place(shop.database, request)).order, order);
});

Deno.test("a bank may be away for two minutes, and no order waits for five, after which it counts as forgotten", () => {
  const seconds = (chance: number) =>
    Array.from({ length: PAY_RETRY.attempts - 1 }, (_, failures) => backoff(failures + 1, PAY_RETRY, () => chance))
      .reduce((sum, milliseconds) => sum + milliseconds, 0) / 1_000;
  assert.ok(seconds(0.5) >= 120, `${seconds(0.5)} s`);
  assert.ok(seconds(1) < 300, `${seconds(1)} s`);
});

Deno.test("an account that does not exist orders nothing", async () => {
  await using shop = await openShop();
  shop.customers.check = () =>
    Promise.reject(
      new ShopError(ErrorCode.INVALID_ARGUMENT, "No such account", {
        details: { violations: [{ field: "customer_id", description: "Must be an account" }] },
      }),
    );
  const request = orderRequest(GUEST, TOTAL, { customerId: crypto.randomUUID() });
  await assert.rejects(place(shop.database, request), failsWith(ErrorCode.INVALID_ARGUMENT, "customer_id"));
  await assertGivenBack(shop.database);
  assert.equal(shop.provider.entries.length, 0);
});

Deno.test("an account cannot order while nobody knows it, and can with the same key later; guests can all the while", async () => {
  await using shop = await openShop();
  const check = shop.customers.check;
  shop.customers.check = () => Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "The user service is away"));
  const customerId = crypto.randomUUID();
  const request = orderRequest(GUEST, TOTAL, { customerId });
  await assert.rejects(place(shop.database, request), failsWith(ErrorCode.UNAVAILABLE));
  await assertGivenBack(shop.database);
  const guest = crypto.randomUUID();
  await add(shop.database, guest, "MUG");
  assert.equal((await place(shop.database, orderRequest(guest, 1000n + GB_STANDARD))).order?.status, OrderStatus.PAID);
  shop.customers.check = check;
  const { order } = await place(shop.database, request);
  assert.equal(order?.status, OrderStatus.PAID);
  assert.equal(
    (await shop.database`select 1 from orders where customer_id = ${customerId} and status = 'paid'`).length,
    1,
  );
});
