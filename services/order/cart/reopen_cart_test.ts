import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { CancelOrderRequestSchema, OrderStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ChooseCurrencyRequestSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import { type Database, transaction } from "../../kit/database.ts";
import { cancelOwnOrder } from "../orders/cancel_own_order.ts";
import { chooseCurrency } from "../pricing/choose_currency.ts";
import { untilLockedOut } from "../pricing/testing/until_locked_out.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place, testCheckout } from "../testing/shopper.ts";
import { MAX_CART_LINES } from "./limits.ts";
import { readCart } from "./read_cart.ts";
import { reopenCart } from "./reopen_cart.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";
const CHALLENGED = { number: "4000002500003155", expiryMonth: 1, expiryYear: 2030, securityCode: "123" };

/** Orders what is in the cart, at `subtotal`; the customer is then asked by the bank. Returns the order's number. */
async function orderChallenged(database: Database, subtotal: bigint): Promise<string> {
  const request = orderRequest(GUEST, subtotal + GB_STANDARD, { card: CHALLENGED });
  const { order } = await place(database, request);
  assert.equal(order?.status, OrderStatus.PLACED);
  return order.number;
}

async function cancel(database: Database, number: string): Promise<void> {
  const request = create(CancelOrderRequestSchema, { guestId: GUEST, number });
  await cancelOwnOrder(database, testCheckout(database).cashier, request);
}

/** The open cart, as "sku×quantity at the price it was added for". */
async function contents(database: Database): Promise<string[]> {
  const { lines } = await readCart(database, GUEST);
  return lines.map(({ sku, quantity, addedPrice }) => `${sku}×${quantity} at ${addedPrice}`);
}

Deno.test("an order that is called off while the bank asks gives the cart back, which can be ordered again", async () => {
  await using shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n });
  await add(shop.database, GUEST, "MUG", 2);
  const number = await orderChallenged(shop.database, 2000n);
  assert.deepEqual(await contents(shop.database), []);
  for (let sent = 0; sent < 2; sent++) await cancel(shop.database, number);
  assert.deepEqual(await contents(shop.database), ["MUG×2 at 1000"]);
  const { order } = await place(shop.database, orderRequest(GUEST, 2000n + GB_STANDARD));
  assert.equal(order?.status, OrderStatus.PAID);
});

Deno.test("reopenCart() keeps a cart that was begun since in its currency, at its prices", async () => {
  await using shop = await testShop();
  const { database } = shop;
  for (const sku of ["MUG", "JUG", "CUP"]) await addVariant(database, { sku, price: 1000n });
  await database`insert into price_lists (code, currency) values ('euro', 'EUR')`;
  await database`
    insert into prices (price_list, variant_id, amount) select 'euro', id, 1150 from variants where sku in ('MUG', 'CUP')`;
  for (const sku of ["MUG", "JUG"]) await add(database, GUEST, sku, 2);
  const number = await orderChallenged(database, 4000n);
  await chooseCurrency(database, create(ChooseCurrencyRequestSchema, { guestId: GUEST, currencyCode: "EUR" }));
  await add(database, GUEST, "CUP");
  await cancel(database, number);
  assert.equal((await readCart(database, GUEST)).currency, "EUR");
  assert.deepEqual(await contents(database), ["CUP×1 at 1150", "MUG×2 at 1150"]);
  const [stray] = await database`
    select 1 from cart_lines join carts on carts.id = cart_id
    where ordered_at is null and variant_id in (select id from variants where sku = 'JUG')`;
  assert.equal(stray, undefined, "what has no price in the cart's currency would come back when it changes");
});

Deno.test("reopenCart() fills a cart that was begun since up to its limit, and adds to what is in it", async () => {
  await using shop = await testShop();
  const { database } = shop;
  const skus = Array.from({ length: MAX_CART_LINES + 2 }, (_, index) => `SKU-${String(index).padStart(3, "0")}`);
  for (const sku of skus) await addVariant(database, { sku, price: 100n });
  const [first, second, third, fourth, ...others] = skus;
  for (const sku of [first!, second!, third!, fourth!]) await add(database, GUEST, sku);
  const number = await orderChallenged(database, 400n);
  // 99 lines, of which the order's last is one
  for (const sku of [...others, fourth!]) await add(database, GUEST, sku);
  await cancel(database, number);
  const { lines } = await readCart(database, GUEST);
  assert.equal(lines.length, MAX_CART_LINES);
  assert.deepEqual(lines.slice(-2).map(({ sku, quantity }) => [sku, quantity]), [[fourth, 2], [first, 1]]);
});

Deno.test("reopenCart() makes a cart when the one that was begun since is ordered at this moment", async () => {
  await using shop = await testShop();
  const { database } = shop;
  await addVariant(database, { sku: "MUG", price: 1000n });
  await addVariant(database, { sku: "JUG", price: 500n });
  await add(database, GUEST, "MUG");
  const number = await orderChallenged(database, 1000n);
  await add(database, GUEST, "JUG");
  const ordering = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const order = transaction(database, async (tx) => {
    await tx`update carts set ordered_at = now() where guest_id = ${GUEST} and ordered_at is null`;
    closed.resolve();
    await ordering.promise;
  });
  await closed.promise;
  const reopening = transaction(database, async (tx) => {
    const [order] = await tx<{ id: bigint }[]>`select id from orders where number = ${number}`;
    const done = reopenCart(tx, order!.id);
    await untilLockedOut(database);
    ordering.resolve();
    await done;
  });
  await Promise.all([order, reopening]);
  assert.deepEqual(await contents(database), ["MUG×1 at 1000"]);
});

Deno.test("reopenCart() puts the things into a cart that is begun at this moment", async () => {
  await using shop = await testShop();
  const { database } = shop;
  for (const sku of ["MUG", "JUG"]) await addVariant(database, { sku, price: 1000n });
  await add(database, GUEST, "MUG");
  const number = await orderChallenged(database, 1000n);
  await transaction(database, async (tx) => {
    await tx`select * from add_to_cart(${GUEST}, 'begun', 'JUG', 1)`;
    const cancelled = cancel(database, number);
    await untilLockedOut(database);
    return { cancelled };
  }).then(({ cancelled }) => cancelled);
  assert.deepEqual(await contents(database), ["JUG×1 at 1000", "MUG×1 at 1000"]);
});
