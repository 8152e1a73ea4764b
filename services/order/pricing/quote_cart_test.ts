import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorCode, ShopError } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import type { PricedLine } from "./price_order.ts";
import { quoteCart } from "./quote_cart.ts";
import { lines, promotion, promotions, shipping, tax } from "./testing/arbitraries.ts";
import { termsOf } from "./testing/terms_of.ts";
import type { Promotion } from "./terms.ts";

const MUG: PricedLine = {
  variantId: 1n,
  categoryId: 7n,
  taxClass: "standard",
  weightGrams: 400,
  quantity: 2,
  unitPrice: 1000n,
};
const TEN_PERCENT: Promotion = {
  id: 1n,
  name: "Ten",
  coupon: "TEN",
  kind: "percent",
  value: 100_000n,
  categoryIds: null,
  minSubtotal: 0n,
  stackable: true,
};

/** The field and sentence of the coupons refused. */
function refusal(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (!(error instanceof ShopError && error.code === ErrorCode.COUPON_REFUSED)) throw error;
    return error.details.violations!.map(({ field, description }) => `${field}: ${description}`);
  }
  return [];
}

Deno.test("quoteCart() gives a quote for each way that takes the weight, cheapest first", () => {
  const method = { name: "", daysMin: 1, daysMax: 2, freeFrom: null };
  const bands = [{ maxGrams: 799, price: 100n }, { maxGrams: 800, price: 250n }, { maxGrams: 5000, price: 900n }];
  const terms = termsOf({
    methods: [
      { ...method, code: "courier", price: 700n, bands: [] },
      { ...method, code: "post", price: 100n, bands },
      { ...method, code: "letter", price: 50n, bands: [{ maxGrams: 799, price: 50n }] },
    ],
  });
  const quotes = quoteCart([MUG], terms, []);
  assert.deepEqual(quotes.map(({ method, price }) => [method.code, method.price, price.total]), [
    ["post", 250n, 2250n],
    ["courier", 700n, 2700n],
  ]);
  assert.deepEqual(quoteCart([MUG], termsOf({ methods: [] }), []), []);
});

Deno.test("quoteCart() uses the coupons that hold, however they are typed, and each once", () => {
  const [quote] = quoteCart([MUG], termsOf({ promotions: [TEN_PERCENT] }), [" ten", "TEN "]);
  assert.equal(quote?.price.discount, 200n);
});

Deno.test("quoteCart() says of every coupon that does not hold why", () => {
  const terms = termsOf({
    promotions: [
      { ...TEN_PERCENT, coupon: "BIG", minSubtotal: 2001n },
      { ...TEN_PERCENT, coupon: "BOOKS", categoryIds: [8n] },
      { ...TEN_PERCENT, coupon: "Alone", name: "Only me", stackable: false },
      TEN_PERCENT,
    ],
    refusals: [{ coupon: "old", why: "ended" }, { coupon: "what", why: "unknown" }],
  });
  assert.deepEqual(refusal(() => quoteCart([MUG], terms, ["old", "alone", "big", "books", "ten", "what"])), [
    "coupons[0]: The coupon has ended",
    "coupons[2]: The coupon needs things for £20.01 in the cart",
    "coupons[3]: The coupon is not for anything in the cart",
    'coupons[4]: The coupon does not go together with "Only me"',
    "coupons[5]: There is no such coupon",
  ]);
});

Deno.test("quoteCart() leaves out promotions without a coupon that do not hold, and goes on behind them", () => {
  const terms = termsOf({
    promotions: [
      { ...TEN_PERCENT, coupon: null, stackable: false, minSubtotal: 99_999n },
      { ...TEN_PERCENT, coupon: null, id: 2n },
    ],
  });
  assert.deepEqual(quoteCart([MUG], terms, [])[0]?.price.promotions.map(({ id }) => id), [2n]);
});

Deno.test("quoteCart() refuses a coupon for an empty cart", () => {
  const terms = termsOf({ promotions: [TEN_PERCENT] });
  assert.throws(() => quoteCart([], terms, ["TEN"]), failsWith(ErrorCode.COUPON_REFUSED, "coupons[0]"));
});

Deno.test("one more promotion that stacks never makes an order dearer, wherever it stands", () => {
  const added = fc.tuple(promotions, promotion(fc.constant(true)), fc.nat(5));
  fc.assert(
    fc.property(lines, shipping, tax, added, (lines, shipping, tax, [before, promotion, place]) => {
      const totalWith = (promotions: Promotion[]) =>
        quoteCart(lines, termsOf({ shipping, tax, promotions }), [])[0]!.price.total;
      assert.ok(totalWith(before.toSpliced(place, 0, promotion)) <= totalWith(before));
    }),
    { numRuns: 2000 },
  );
});
