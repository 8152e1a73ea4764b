import assert from "node:assert/strict";
import fc from "fast-check";
import { type PricedLine, priceOrder } from "./price_order.ts";
import { lines, promotions, shipping, tax } from "./testing/arbitraries.ts";
import type { Promotion } from "./terms.ts";

const FREE = { price: 0n, freeFrom: null };
const UNTAXED = { included: true, rates: {} };
const VAT = { included: true, rates: { standard: 200_000, zero: 0 } };

function line(variantId: bigint, unitPrice: bigint, changes: Partial<PricedLine> = {}): PricedLine {
  return { variantId, categoryId: 1n, taxClass: "standard", weightGrams: 0, quantity: 1, unitPrice, ...changes };
}

function promotion(kind: Promotion["kind"], value: bigint, changes: Partial<Promotion> = {}): Promotion {
  return {
    id: 1n,
    name: kind,
    coupon: null,
    kind,
    value,
    categoryIds: null,
    minSubtotal: 0n,
    stackable: true,
    ...changes,
  };
}

Deno.test("priceOrder() adds up lines, shipping and the tax within them", () => {
  const price = priceOrder({
    lines: [line(1n, 1299n, { quantity: 2 }), line(2n, 5n, { taxClass: "zero" })],
    shipping: { price: 395n, freeFrom: null },
    tax: VAT,
    promotions: [],
  });
  assert.deepEqual(price, {
    subtotal: 2603n,
    discount: 0n,
    shipping: 395n,
    tax: 433n + 66n,
    taxIncluded: true,
    total: 2998n,
    lines: [{ discount: 0n, tax: 433n }, { discount: 0n, tax: 0n }],
    promotions: [],
  });
});

Deno.test("priceOrder() adds tax where prices do not include it, on what is left after promotions", () => {
  const price = priceOrder({
    lines: [line(1n, 1000n)],
    shipping: { price: 500n, freeFrom: null },
    tax: { included: false, rates: { standard: 130_000 } },
    promotions: [promotion("percent", 100_000n)],
  });
  assert.deepEqual(price.lines, [{ discount: 100n, tax: 117n }]);
  assert.equal(price.tax, 117n + 65n);
  assert.equal(price.total, 900n + 500n + 182n);
});

Deno.test("priceOrder() ships free from the very subtotal on", () => {
  const shippingOf = (unitPrice: bigint) =>
    priceOrder({
      lines: [line(1n, unitPrice)],
      shipping: { price: 395n, freeFrom: 5000n },
      tax: UNTAXED,
      promotions: [],
    })
      .shipping;
  assert.equal(shippingOf(4999n), 395n);
  assert.equal(shippingOf(5000n), 0n);
});

Deno.test("priceOrder() charges for shipping at most what promotions let an order miss the mark by", () => {
  const priced = (value: bigint, included = true) =>
    priceOrder({
      lines: [line(1n, 5000n)],
      shipping: { price: 395n, freeFrom: 5000n },
      tax: { included, rates: { standard: 200_000 } },
      promotions: [promotion("amount", value)],
    });
  assert.equal(priced(50n).shipping, 50n);
  assert.equal(priced(50n).total, 5000n);
  assert.equal(priced(500n).shipping, 395n);
  const exclusive = priced(60n, false);
  assert.equal(exclusive.shipping, 50n);
  assert.equal(exclusive.tax, 988n + 10n);
});

Deno.test("priceOrder() takes percentages and amounts off what lines cost before, and no more than they cost", () => {
  const of = (...promotions: Promotion[]) =>
    priceOrder({ lines: [line(1n, 999n), line(2n, 1n)], shipping: FREE, tax: UNTAXED, promotions });
  assert.deepEqual(of(promotion("percent", 100_000n), promotion("percent", 200_000n)).promotions.map((p) => p.amount), [
    100n,
    200n,
  ]);
  assert.equal(of(promotion("percent", 600_000n), promotion("percent", 600_000n)).total, 0n);
  assert.deepEqual(of(promotion("amount", 2000n)).lines.map(({ discount }) => discount), [999n, 1n]);
});

Deno.test("priceOrder() takes things of a category off its lines alone, and an amount off others when those are used up", () => {
  const shop = [line(1n, 1000n, { categoryId: 7n }), line(2n, 1000n, { categoryId: 8n })];
  const { lines, promotions } = priceOrder({
    lines: shop,
    shipping: FREE,
    tax: UNTAXED,
    promotions: [promotion("percent", 1_000_000n, { categoryIds: [7n] }), promotion("amount", 500n, { id: 2n })],
  });
  assert.deepEqual(lines.map(({ discount }) => discount), [1000n, 500n]);
  assert.deepEqual(promotions.map(({ amount }) => amount), [1000n, 500n]);
});

Deno.test("priceOrder() tells what free shipping takes off, and leaves out what takes nothing off", () => {
  const price = priceOrder({
    lines: [line(1n, 1000n)],
    shipping: { price: 395n, freeFrom: null },
    tax: VAT,
    promotions: [promotion("free_shipping", 0n), promotion("free_shipping", 0n, { id: 2n })],
  });
  assert.equal(price.shipping, 0n);
  assert.equal(price.tax, 167n);
  assert.deepEqual(price.promotions, [{ id: 1n, name: "free_shipping", coupon: null, amount: 395n }]);
});

Deno.test("priceOrder() needs no decimals, and no currency: amounts are minor units", () => {
  const yen = priceOrder({
    lines: [line(1n, 110n), line(2n, 54n)],
    shipping: FREE,
    tax: { included: true, rates: { standard: 100_000 } },
    promotions: [],
  });
  assert.deepEqual(yen.lines.map(({ tax }) => tax), [10n, 5n]);
  const dinars = priceOrder({
    lines: [line(1n, 10n ** 17n + 5n)],
    shipping: FREE,
    tax: { included: false, rates: { standard: 100_000 } },
    promotions: [],
  });
  assert.equal(dinars.tax, 10n ** 16n + 1n);
});

Deno.test("priceOrder() adds up: lines to totals, totals to the total, promotions to what is taken off", () => {
  fc.assert(fc.property(lines, shipping, tax, promotions, (lines, shipping, tax, promotions) => {
    const price = priceOrder({ lines, shipping, tax, promotions });
    const total = price.subtotal - price.discount + price.shipping + (price.taxIncluded ? 0n : price.tax);
    assert.equal(price.total, total);
    assert.ok(price.total >= 0n && price.shipping >= 0n && price.shipping <= shipping.price);
    assert.ok(price.discount >= 0n && price.discount <= price.subtotal);
    assert.equal(price.lines.reduce((sum, { discount }) => sum + discount, 0n), price.discount);
    const shippingTax = price.lines.reduce((left, { tax }) => left - tax, price.tax);
    assert.ok(shippingTax >= 0n && (!tax.included || shippingTax <= price.shipping));
    for (const [index, { discount, tax }] of price.lines.entries()) {
      const amount = lines[index]!.unitPrice * BigInt(lines[index]!.quantity);
      assert.ok(discount >= 0n && discount <= amount && tax >= 0n);
    }
    const off = price.promotions.reduce((sum, { amount }) => sum + amount, 0n);
    assert.ok(off >= price.discount && off <= price.discount + shipping.price);
    assert.ok(price.promotions.every(({ amount }) => amount > 0n));
  }));
});

Deno.test("priceOrder() takes a unit that does not divide off the same thing, wherever it is in the cart", () => {
  const lines = [line(1n, 10n, { taxClass: "zero" }), line(2n, 10n)];
  const of = (lines: PricedLine[]) =>
    priceOrder({ lines, shipping: FREE, tax: VAT, promotions: [promotion("amount", 1n)] });
  assert.deepEqual(of(lines).lines.map(({ discount }) => discount), [1n, 0n]);
  assert.deepEqual(of(lines.toReversed()).lines.map(({ discount }) => discount), [0n, 1n]);
});

Deno.test("priceOrder() does not depend on the order of lines", () => {
  const shuffled = lines.chain((lines) =>
    fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length }))
  );
  fc.assert(fc.property(shuffled, shipping, tax, promotions, ([lines, others], shipping, tax, promotions) => {
    const { lines: own, ...totals } = priceOrder({ lines, shipping, tax, promotions });
    const { lines: theirs, ...otherTotals } = priceOrder({ lines: others, shipping, tax, promotions });
    assert.deepEqual(otherTotals, totals);
    assert.deepEqual(theirs, others.map((line) => own[lines.indexOf(line)]));
  }));
});
