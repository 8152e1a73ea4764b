import assert from "node:assert/strict";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { QuoteOrderRequestSchema, QuoteOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { AddToCartRequestSchema } from "../../../proto/gen/shopflow/order/v1/cart_pb.ts";
import { type Database, openDatabase } from "../../kit/database.ts";
import { ErrorCode } from "../../kit/errors.ts";
import { addToCart } from "../cart/add_to_cart.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, type TestShop, testShop } from "../testing/fixture.ts";
import { add, GB_STANDARD, orderRequest, place } from "../testing/shopper.ts";
import { quoteOrder } from "./quote_order.ts";
import type { TaxService } from "./tax_service.ts";
import { addPromotion } from "./testing/add_promotion.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";

/** A shop where GUEST has a mug of 25.00 in the cart. */
async function shopWithCart(): Promise<TestShop> {
  const shop = await testShop();
  await addVariant(shop.database, { sku: "MUG", price: 2500n });
  await addMug(shop.database);
  return shop;
}

async function addMug(database: Database): Promise<void> {
  const request = { guestId: GUEST, sku: "MUG", quantity: 1, idempotencyKey: crypto.randomUUID() };
  await addToCart(database, create(AddToCartRequestSchema, request));
}

async function quotes(database: Database, request: object = {}, taxService?: TaxService) {
  const asked: MessageInitShape<typeof QuoteOrderRequestSchema> = { guestId: GUEST, countryCode: "GB", ...request };
  const response = await quoteOrder(database, create(QuoteOrderRequestSchema, asked), taxService);
  return create(QuoteOrderResponseSchema, response).quotes;
}

/** "standard 395: 2500 - 0 + 395 = 2895, tax 483" */
async function texts(...asked: Parameters<typeof quotes>): Promise<string[]> {
  return (await quotes(...asked)).map(({ method, totals }) => {
    const { subtotal, discount, shipping, tax, taxIncluded, total } = totals!;
    const amounts =
      `${subtotal?.minorUnits} - ${discount?.minorUnits} + ${shipping?.minorUnits} = ${total?.minorUnits}`;
    return `${method?.code} ${method?.price?.minorUnits}: ${amounts}, tax ${taxIncluded ? "" : "+"}${tax?.minorUnits}`;
  });
}

Deno.test("quoteOrder() says what a cart costs for each way to send it, cheapest first", async () => {
  await using shop = await shopWithCart();
  assert.deepEqual(await texts(shop.database), [
    "standard 395: 2500 - 0 + 395 = 2895, tax 483",
    "express 795: 2500 - 0 + 795 = 3295, tax 550",
  ]);
  await addMug(shop.database);
  assert.deepEqual(await texts(shop.database), [
    "standard 0: 5000 - 0 + 0 = 5000, tax 833",
    "express 795: 5000 - 0 + 795 = 5795, tax 966",
  ]);
  assert.deepEqual(await texts(shop.database, { countryCode: "AQ" }), []);
});

Deno.test("quoteOrder() adds tax where prices do not include it", async () => {
  await using shop = await shopWithCart();
  const [ontario] = await texts(shop.database, { countryCode: "CA", region: "ON" });
  assert.equal(ontario, "tracked 1795: 2500 - 0 + 1795 = 4853, tax +558");
  const [oregon] = await texts(shop.database, { countryCode: "US", region: "OR" });
  assert.equal(oregon, "tracked 1495: 2500 - 0 + 1495 = 3995, tax +0");
});

Deno.test("quoteOrder() refuses a part that the country does not have", async () => {
  await using shop = await shopWithCart();
  const asked = { countryCode: "US", region: "ZZ" };
  await assert.rejects(quotes(shop.database, asked), failsWith(ErrorCode.INVALID_ARGUMENT, "region"));
});

Deno.test("quoteOrder() charges by weight, and leaves out what takes no such weight", async () => {
  await using shop = await shopWithCart();
  await shop.database`update variants set weight_grams = 2001`;
  assert.deepEqual((await quotes(shop.database)).map(({ method }) => method?.price?.minorUnits), [790n, 1590n]);
  await shop.database`update variants set weight_grams = 20001`;
  assert.deepEqual(await quotes(shop.database), []);
});

Deno.test("quoteOrder() knows the tax class of things", async () => {
  await using shop = await shopWithCart();
  await shop.database`update products set tax_class = 'zero'`;
  assert.deepEqual((await texts(shop.database))[0], "standard 395: 2500 - 0 + 395 = 2895, tax 66");
});

Deno.test("quoteOrder() takes promotions off, those of coupons too, and tells which", async () => {
  await using shop = await shopWithCart();
  await addPromotion(shop.database, { name: "Autumn", category: "all" });
  await addPromotion(shop.database, { name: "Post for nothing", coupon: "POST", kind: "free_shipping" });
  const [standard] = await quotes(shop.database, { coupons: ["post"] });
  assert.deepEqual(
    standard?.totals?.promotions.map(({ name, coupon, amount }) => [name, coupon, amount?.minorUnits]),
    [["Autumn", "", 250n], ["Post for nothing", "POST", 395n]],
  );
  assert.deepEqual(await texts(shop.database, { coupons: ["post"] }), [
    "standard 395: 2500 - 250 + 0 = 2250, tax 375",
    "express 795: 2500 - 250 + 0 = 2250, tax 375",
  ]);
});

Deno.test("quoteOrder() counts a promotion by account, as the order will", async () => {
  await using shop = await shopWithCart();
  const { database } = shop;
  await addPromotion(database, { coupon: "ONCE", maxPerCustomer: 1 });
  const customerId = crypto.randomUUID();
  const elsewhere = crypto.randomUUID();
  await add(database, elsewhere, "MUG");
  await place(database, orderRequest(elsewhere, 2250n + GB_STANDARD, { customerId, coupons: ["ONCE"] }));
  const coupons = ["once"];
  await assert.rejects(quotes(database, { coupons, customerId }), failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
  for (const other of ["", crypto.randomUUID()]) {
    const [standard] = await quotes(database, { coupons, customerId: other });
    assert.equal(standard?.totals?.discount?.minorUnits, 250n);
  }
});

Deno.test("quoteOrder() refuses a coupon that does not hold, and names it", async () => {
  await using shop = await shopWithCart();
  await addPromotion(shop.database, { coupon: "GOOD" });
  await addPromotion(shop.database, { coupon: "BIG", minSubtotal: 2501n, currency: "GBP" });
  await assert.rejects(
    quotes(shop.database, { coupons: ["good", "big", "none"] }),
    failsWith(ErrorCode.COUPON_REFUSED, "coupons[1]", "coupons[2]"),
  );
});

Deno.test("quoteOrder() asks a tax service when there is one", async () => {
  await using shop = await shopWithCart();
  const asked: object[] = [];
  const taxService: TaxService = {
    taxFor(destination) {
      asked.push(destination);
      return Promise.resolve({ included: false, rates: { standard: 100_000 } });
    },
  };
  const [quote] = await texts(shop.database, { countryCode: "US", region: "NY" }, taxService);
  assert.equal(quote, "tracked 1495: 2500 - 0 + 1495 = 4395, tax +400");
  assert.deepEqual(asked, [{ countryCode: "US", region: "NY" }]);
});

Deno.test("quoteOrder() takes two statements", async () => {
  await using shop = await shopWithCart();
  const statements: string[] = [];
  const onStatement = (statement: string) => statements.push(statement);
  const database = openDatabase(shop.url, { name: "counted", connections: 1, onStatement });
  await quotes(database);
  statements.length = 0;
  await quotes(database, { coupons: [] });
  await database.end();
  assert.equal(statements.length, 2);
});
