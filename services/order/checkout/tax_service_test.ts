import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { QuoteOrderRequestSchema, QuoteOrderResponseSchema } from "../../../proto/gen/shopflow/order/v1/checkout_pb.ts";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { quoteOrder } from "../pricing/quote_order.ts";
import type { Destination, TaxService } from "../pricing/tax_service.ts";
import { failsWith } from "../testing/fails_with.ts";
import { addVariant, testShop } from "../testing/fixture.ts";
import { add, orderRequest, place, testCheckout } from "../testing/shopper.ts";

const GUEST = "5a8e0a3e-7f5c-4b52-9a34-0c7b1f0c2a11";

/** Adds 10 % everywhere, until it is taken away. */
class TenPercent implements TaxService {
  readonly asked: Destination[] = [];
  isAway = false;

  taxFor(destination: Destination) {
    this.asked.push(destination);
    return this.isAway
      ? Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot ask for tax: the tax service is away"))
      : Promise.resolve({ included: false, rates: { standard: 100_000 } });
  }
}

/** A shop with that tax, where GUEST has a mug of 20.00 in the cart. */
async function openShop() {
  const shop = await testShop();
  const { database } = shop;
  const taxService = new TenPercent();
  testCheckout(database, { taxService });
  await addVariant(database, { sku: "MUG", price: 2000n });
  await add(database, GUEST, "MUG");
  return { database, taxService, [Symbol.asyncDispose]: () => shop[Symbol.asyncDispose]() };
}

Deno.test("an order has the tax that a tax service says, at the total that its quote promised", async () => {
  await using shop = await openShop();
  const { database, taxService } = shop;
  const asked = create(QuoteOrderRequestSchema, { guestId: GUEST, countryCode: "GB" });
  const [standard] = create(QuoteOrderResponseSchema, await quoteOrder(database, asked, taxService)).quotes;
  const { order } = await place(database, orderRequest(GUEST, standard!.totals!.total!.minorUnits));
  assert.deepEqual([order!.taxIncluded, order!.tax!.minorUnits], [false, 240n]);
  assert.deepEqual(taxService.asked, Array(2).fill({ countryCode: "GB", region: "" }));
});

Deno.test("nothing is ordered while the tax service is away, and what was ordered before is answered all the same", async () => {
  await using shop = await openShop();
  const { database, taxService } = shop;
  const request = orderRequest(GUEST, 2635n);
  taxService.isAway = true;
  await assert.rejects(place(database, request), failsWith(ErrorCode.UNAVAILABLE));
  assert.equal((await database`select from orders`).length, 0);
  taxService.isAway = false;
  const { order } = await place(database, request);
  taxService.isAway = true;
  const again = await place(database, request);
  assert.deepEqual([again.replayed, again.order!.number], [true, order!.number]);
});
