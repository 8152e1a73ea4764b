import fc from "fast-check";
import type { PricedLine } from "../price_order.ts";
import type { Promotion, ShippingTerms, TaxTerms } from "../terms.ts";

const CATEGORIES = [1n, 2n, 3n];
const CLASSES = ["standard", "reduced", "zero", "books"];

/** Amounts at which rounding shows, and large ones. */
const amount = fc.oneof(fc.bigInt(0n, 30n), fc.bigInt(0n, 20_000n), fc.bigInt(0n, 10n ** 12n));

/** Rates in parts per million: those of the table, and any. */
const rate = fc.oneof(
  fc.constantFrom(0, 50_000, 81_000, 149_750, 200_000, 255_000),
  fc.integer({ min: 0, max: 1_000_000 }),
);

/** Lines of one cart: each of another variant. */
export const lines: fc.Arbitrary<PricedLine[]> = fc.uniqueArray(
  fc.record({
    variantId: fc.bigInt(1n, 50n),
    categoryId: fc.constantFrom(...CATEGORIES),
    taxClass: fc.constantFrom(...CLASSES),
    weightGrams: fc.integer({ min: 0, max: 5000 }),
    quantity: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 999 })),
    unitPrice: amount,
  }),
  { selector: ({ variantId }) => variantId, maxLength: 8 },
);

export const shipping: fc.Arbitrary<ShippingTerms> = fc.record({
  price: amount,
  freeFrom: fc.option(amount),
});

export const tax: fc.Arbitrary<TaxTerms> = fc.record({
  included: fc.boolean(),
  rates: fc.dictionary(fc.constantFrom("standard", "reduced", "zero"), rate),
});

const shared = {
  id: fc.bigInt(1n, 1_000_000n),
  name: fc.constant("Sale"),
  coupon: fc.constant(null),
  categoryIds: fc.option(fc.subarray(CATEGORIES, { minLength: 1 })),
  minSubtotal: fc.oneof(fc.constant(0n), amount),
};

/** A promotion without a coupon. */
export function promotion(stackable: fc.Arbitrary<boolean> = fc.boolean()): fc.Arbitrary<Promotion> {
  return fc.oneof(
    fc.record({ ...shared, stackable, kind: fc.constant("percent" as const), value: fc.bigInt(1n, 1_000_000n) }),
    fc.record({ ...shared, stackable, kind: fc.constant("amount" as const), value: amount.map((value) => value + 1n) }),
    fc.record({ ...shared, stackable, kind: fc.constant("free_shipping" as const), value: fc.constant(0n) }),
  );
}

export const promotions: fc.Arbitrary<Promotion[]> = fc.array(promotion(), { maxLength: 5 });
