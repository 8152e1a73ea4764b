import assert from "node:assert/strict";
import { toBinary } from "@bufbuild/protobuf";
import { OrderSchema, OrderStatus, PaymentStatus } from "../../../proto/gen/shopflow/order/v1/order_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { readCart } from "../cart/read_cart.ts";
import { brokenInvariants } from "../orders/invariants.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, onHand, setPrice, type TestShop, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";

/** A shop where GUEST has two mugs of 10.00 in the cart. */
async function shopWithCart(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n, onHand: 5 });
  await add(shop.database, GUEST, "MUG", 2);
  return shop;
}
const TOTAL = 2000n + GB_STANDARD;

/** Nothing was bought: stock and cart are as before, and no row speaks of an order. */
async function assertNothingHappened({ database }: TestShop): Promise<void> {
  assert.equal(await onHand(database, "MUG"), 5);
  assert.deepEqual((await readCart(database, GUEST)).lines.map((line) => line.quantity), [2]);
  const rows = await database`
    select 1 from orders union all select 1 from payments union all select 1 from idempotency_keys`;
  assert.equal(rows.length, 0);
}

Deno.test("placeOrder() turns a cart into a paid order, takes the stock and empties the cart", async () => {
  await using shop = await shopWithCart();
  const { order, replayed } = await place(shop.database, orderRequest(GUEST, TOTAL));
  assert.ok(order);
  assert.equal(replayed, false);
  assert.match(order.number, /^SF-[0-9A-HJKMNP-TV-Z]{8}$/);
  assert.equal(order.status, OrderStatus.PAID);
  assert.deepEqual(order.history.map(({ status }) => status), [OrderStatus.PLACED, OrderStatus.PAID]);
  assert.equal(order.contact?.email, "ada@example.com");
  assert.equal(order.shippingAddress?.postalCode, "SW1Y 4JH");
  assert.equal(order.shippingMethod, "Standard");
  assert.equal(order.subtotal?.minorUnits, 2000n);
  assert.equal(order.shipping?.minorUnits, GB_STANDARD);
  assert.equal(order.total?.minorUnits, TOTAL);
  assert.equal(order.payment?.status, PaymentStatus.CAPTURED);
  assert.equal(order.payment.amount?.minorUnits, TOTAL);
  assert.equal(order.payment.cardBrand, "visa");
  assert.equal(order.payment.cardLast4, "4242");
  assert.equal(await onHand(shop.database, "MUG"), 3);
  assert.deepEqual((await readCart(shop.database, GUEST)).lines, []);
  assert.deepEqual(await brokenInvariants(shop.database), []);
});

Deno.test("placeOrder() keeps in the order's lines what the shopper saw, whatever becomes of the product", async () => {
  await using shop = await shopWithCart();
  const request = orderRequest(GUEST, TOTAL);
  await place(shop.database, request);
  await shop.database`update products set title = 'Other', slug = 'other', image_url = null`;
  await setPrice(shop.database, "MUG", 9n);
  const [line] = (await place(shop.database, request)).order?.lines ?? [];
  assert.equal(line?.title, "Title of MUG");
  assert.equal(line.productSlug, "mug");
  assert.equal(line.image?.url, "/images/MUG.svg");
  assert.equal(line.optionValues[0]?.value, "Sage");
  assert.equal(line.unitPrice?.minorUnits, 1000n);
  assert.equal(line.total?.minorUnits, 2000n);
});

Deno.test("placeOrder() stores of the card its brand and last four digits alone", async () => {
  await using shop = await shopWithCart();
  const card = { number: "4242-4242-4242-4242", expiryMonth: 11, expiryYear: 2031, securityCode: "9876" };
  await place(shop.database, orderRequest(GUEST, TOTAL, { card, idempotencyKey: "a key without digits" }));
  const [dump] = await shop.database<{ text: string }[]>`
    select concat(
      (select to_jsonb(orders) - 'placed_at' - 'status_since' from orders), (select to_jsonb(payments) - 'created_at' from payments),
      (select encode(response, 'escape') from idempotency_keys)
    ) as text`;
  // Random names may hold any digits
  const stored = dump?.text.replaceAll(/SF-\w{8}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "") ?? "";
  assert.match(stored, /4242/);
  assert.doesNotMatch(stored, /4242[ -]?4242|9876|2031/);
});

Deno.test("placeOrder() refuses an empty cart, and a guest without one", async () => {
  await using shop = await shopWithCart();
  await assert.rejects(place(shop.database, orderRequest(crypto.randomUUID(), 0n)), failsWith(ErrorCode.CART_EMPTY));
  await shop.database`delete from cart_lines`;
  await assert.rejects(place(shop.database, orderRequest(GUEST, GB_STANDARD)), failsWith(ErrorCode.CART_EMPTY));
});

Deno.test("placeOrder() asks again when the price changed, with the total that holds now", async () => {
  await using shop = await shopWithCart();
  await setPrice(shop.database, "MUG", 1100n);
  const idempotencyKey = "the shopper's key";
  await assert.rejects(place(shop.database, orderRequest(GUEST, TOTAL, { idempotencyKey })), (error) => {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.PRICE_CHANGED);
    assert.deepEqual(error.details.priceChanged, {
      currency: "GBP",
      expectedMinor: TOTAL,
      currentMinor: 2200n + GB_STANDARD,
    });
    return true;
  });
  await assertNothingHappened(shop);
  const { order } = await place(shop.database, orderRequest(GUEST, 2200n + GB_STANDARD, { idempotencyKey }));
  assert.equal(order?.total?.minorUnits, 2200n + GB_STANDARD);
});

Deno.test("placeOrder() names every line that is short and what is left of it", async () => {
  await using shop = await shopWithCart();
  await addVariant(shop.database, { sku: "JUG", price: 100n, onHand: 1 });
  await addVariant(shop.database, { sku: "BOWL", price: 100n, onHand: 9 });
  await addVariant(shop.database, { sku: "CUP", price: 100n, onHand: 0 });
  for (const sku of ["JUG", "BOWL", "CUP"]) await add(shop.database, GUEST, sku, 3);
  await assert.rejects(place(shop.database, orderRequest(GUEST, 2900n + GB_STANDARD)), (error) => {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.OUT_OF_STOCK);
    assert.deepEqual(error.details.outOfStock, [
      { sku: "JUG", requested: 3, available: 1 },
      { sku: "CUP", requested: 3, available: 0 },
    ]);
    return true;
  });
  assert.equal(await onHand(shop.database, "MUG"), 5);
  assert.equal(await onHand(shop.database, "BOWL"), 9);
});

Deno.test("placeOrder() leaves units that are reserved to whoever reserved them", async () => {
  await using shop = await shopWithCart();
  await shop.database`update stock set reserved = 4`;
  await assert.rejects(place(shop.database, orderRequest(GUEST, TOTAL)), failsWith(ErrorCode.OUT_OF_STOCK));
  await shop.database`update stock set reserved = 3`;
  await place(shop.database, orderRequest(GUEST, TOTAL));
  assert.equal(await onHand(shop.database, "MUG"), 3);
});

Deno.test("placeOrder() names the field at fault and changes nothing", async (t) => {
  await using shop = await shopWithCart();
  const address = { name: "Ada", line1: "1 High Street", city: "Town", postalCode: "SW1Y 4JH", countryCode: "GB" };
  const cases: [string, Parameters<typeof orderRequest>[2], string[]][] = [
    ["country", { shippingAddress: { ...address, countryCode: "AQ" } }, ["shipping_address.country_code"]],
    ["method", { shippingMethod: "tracked" }, ["shipping_method"]],
    ["currency", { expectedTotal: { currencyCode: "EUR", minorUnits: TOTAL } }, ["expected_total.currency_code"]],
    ["address", { shippingAddress: { ...address, city: " ", postalCode: "1234" } }, [
      "shipping_address.city",
      "shipping_address.postal_code",
    ]],
    ["card", { card: { number: "4111 1111 1111 1111", expiryMonth: 1, expiryYear: 2030, securityCode: "123" } }, [
      "card.number",
    ]],
  ];
  for (const [name, changes, fields] of cases) {
    await t.step(name, async () => {
      await assert.rejects(
        place(shop.database, orderRequest(GUEST, TOTAL, changes)),
        failsWith(ErrorCode.INVALID_ARGUMENT, ...fields),
      );
      await assertNothingHappened(shop);
    });
  }
});

Deno.test("placeOrder() answers a key that was used with the same order, byte for byte", async () => {
  await using shop = await shopWithCart();
  const request = orderRequest(GUEST, TOTAL);
  const first = await place(shop.database, request);
  await shop.database`update orders set status = 'packed'`;
  await add(shop.database, GUEST, "MUG");
  const second = await place(shop.database, request);
  assert.equal(second.replayed, true);
  assert.ok(first.order && second.order);
  assert.deepEqual(toBinary(OrderSchema, second.order), toBinary(OrderSchema, first.order));
  assert.equal(await onHand(shop.database, "MUG"), 3);
  assert.equal((await readCart(shop.database, GUEST)).lines.length, 1);
});

Deno.test("placeOrder() refuses a key that was used for another request, and takes it from another guest", async () => {
  await using shop = await shopWithCart();
  const request = orderRequest(GUEST, TOTAL);
  await place(shop.database, request);
  const { idempotencyKey } = request;
  const other = orderRequest(GUEST, TOTAL, { idempotencyKey, contact: { email: "eve@example.com" } });
  await assert.rejects(place(shop.database, other), failsWith(ErrorCode.IDEMPOTENCY_KEY_REUSED));
  const stranger = crypto.randomUUID();
  await add(shop.database, stranger, "MUG", 2);
  const { order, replayed } = await place(shop.database, orderRequest(stranger, TOTAL, { idempotencyKey }));
  assert.ok(order);
  assert.equal(replayed, false);
});
