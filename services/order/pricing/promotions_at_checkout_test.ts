import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import type { PlaceOrderResponse } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { ChooseCurrencyRequestSchema } from "../../../proto/gen/shopflow/order/v1/pricing_pb.ts";
import type { Database } from "../../kit/database.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, onHand, type TestShop, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";
import { chooseCurrency } from "./choose_currency.ts";
import { addPromotion } from "./testing/add_promotion.ts";

const DECLINED = { number: "4000000000000002", expiryMonth: 1, expiryYear: 2030, securityCode: "123" };

async function shopWithMugs(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 1000n });
  return shop;
}

/** Buys two mugs with a coupon for 10 % off. */
async function buyTwo(database: Database, coupon: string, changes = {}): Promise<PlaceOrderResponse> {
  const guest = crypto.randomUUID();
  await add(database, guest, "MUG", 2);
  return await place(database, orderRequest(guest, 1800n + GB_STANDARD, { coupons: [coupon], ...changes }));
}

Deno.test("an order keeps what a coupon took off, in its totals and its lines", async () => {
  await using shop = await shopWithMugs();
  await addPromotion(shop.database, { name: "Ten off", coupon: "TEN" });
  const { order } = await buyTwo(shop.database, "ten");
  const { subtotal, discount, shipping, tax, total, promotions } = order!;
  const amounts = [subtotal, discount, shipping, tax, total].map((amount) => amount?.minorUnits);
  assert.deepEqual(amounts, [2000n, 200n, 395n, 366n, 2195n]);
  assert.deepEqual(promotions.map(({ name, coupon, amount }) => [name, coupon, amount?.minorUnits]), [
    ["Ten off", "TEN", 200n],
  ]);
  assert.equal(order?.lines[0]?.discount?.minorUnits, 200n);
  assert.equal(order?.payment?.amount?.minorUnits, 2195n);
});

Deno.test("a coupon for one order serves one of fifty buyers at once, and the others lose nothing", async () => {
  await using shop = await shopWithMugs();
  await addPromotion(shop.database, { coupon: "ONE", maxRedemptions: 1 });
  const results = await Promise.allSettled(Array.from({ length: 50 }, () => buyTwo(shop.database, "ONE")));
  const refused = results.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
  for (const error of refused) assert.ok(error instanceof ShopError && error.code === ErrorCode.COUPON_REFUSED, error);
  assert.equal(refused.length, 49);
  assert.equal(await onHand(shop.database, "MUG"), 98);
  const orders = await shop.database`select from orders`;
  assert.equal(orders.length, 1);
});

Deno.test("a coupon may be used again when the card was declined", async () => {
  await using shop = await shopWithMugs();
  await addPromotion(shop.database, { coupon: "ONE", maxRedemptions: 1 });
  await assert.rejects(buyTwo(shop.database, "ONE", { card: DECLINED }), failsWith(ErrorCode.PAYMENT_DECLINED));
  await buyTwo(shop.database, "ONE");
  await assert.rejects(buyTwo(shop.database, "ONE"), failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
});

Deno.test("a promotion that is used up by others changes the price, and the shopper is asked", async () => {
  await using shop = await shopWithMugs();
  await addPromotion(shop.database, { maxRedemptions: 1 });
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, () => buyTwo(shop.database, "", { coupons: [] })),
  );
  const refused = results.flatMap((result) => result.status === "rejected" ? [result.reason] : []);
  assert.equal(refused.length, 9);
  for (const error of refused) {
    assert.ok(error instanceof ShopError && error.code === ErrorCode.PRICE_CHANGED, error);
    assert.equal(error.details.priceChanged?.currentMinor, 2000n + GB_STANDARD);
  }
});

Deno.test("an order is placed in the currency of the cart, with the tax of where it goes", async () => {
  await using shop = await shopWithMugs();
  const guestId = crypto.randomUUID();
  await shop.database`insert into price_lists (code, currency) values ('dollar', 'USD')`;
  await shop.database`insert into prices (price_list, variant_id, amount) select 'dollar', id, 1300 from variants`;
  await chooseCurrency(shop.database, create(ChooseCurrencyRequestSchema, { guestId, currencyCode: "USD" }));
  await add(shop.database, guestId, "MUG", 2);
  const shippingAddress = {
    name: "Ada",
    line1: "1 High Street",
    city: "Ithaca",
    postalCode: "14850",
    countryCode: "US",
    region: "NY",
  };
  const { order } = await place(
    shop.database,
    orderRequest(guestId, 0n, {
      shippingAddress,
      shippingMethod: "tracked",
      expectedTotal: { currencyCode: "USD", minorUnits: 2600n + 1995n + 184n },
    }),
  );
  const { tax, taxIncluded, total } = order!;
  assert.deepEqual([tax?.minorUnits, taxIncluded, total?.currencyCode, total?.minorUnits], [184n, false, "USD", 4779n]);
});
