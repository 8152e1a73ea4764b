import assert from "node:assert/strict";
import fc from "fast-check";
import { priceOrder } from "./price_order.ts";

const lines = fc.array(
  fc.record({ quantity: fc.integer({ min: 1, max: 999 }), unitPrice: fc.bigInt(0n, 10_000_000n) }),
);
const terms = fc.record({ price: fc.bigInt(0n, 100_000n), freeFrom: fc.option(fc.bigInt(0n, 1_000_000n)) });

Deno.test("priceOrder() adds up lines and shipping", () => {
  const cart = [{ quantity: 2, unitPrice: 1299n }, { quantity: 1, unitPrice: 5n }];
  assert.deepEqual(priceOrder(cart, { price: 395n, freeFrom: null }), {
    subtotal: 2603n,
    shipping: 395n,
    total: 2998n,
  });
});

Deno.test("priceOrder() ships free from the very subtotal on", () => {
  const shipping = (unitPrice: bigint) =>
    priceOrder([{ quantity: 1, unitPrice }], { price: 395n, freeFrom: 5000n }).shipping;
  assert.equal(shipping(4999n), 395n);
  assert.equal(shipping(5000n), 0n);
});

Deno.test("priceOrder() does not depend on the order of lines, nor on how units are spread over them", () => {
  fc.assert(fc.property(lines, terms, (lines, terms) => {
    const price = priceOrder(lines, terms);
    assert.deepEqual(priceOrder(lines.toReversed(), terms), price);
    const single = lines.flatMap(({ quantity, unitPrice }) =>
      quantity > 1 ? [{ quantity: 1, unitPrice }, { quantity: quantity - 1, unitPrice }] : [{ quantity, unitPrice }]
    );
    assert.deepEqual(priceOrder(single, terms), price);
  }));
});

Deno.test("priceOrder() gives a total of subtotal and shipping, and never charges more than the method's price to ship", () => {
  fc.assert(fc.property(lines, terms, (lines, terms) => {
    const { subtotal, shipping, total } = priceOrder(lines, terms);
    assert.equal(total, subtotal + shipping);
    assert.ok(subtotal >= 0n && shipping >= 0n && shipping <= terms.price);
  }));
});
