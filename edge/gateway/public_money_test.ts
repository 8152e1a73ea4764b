import assert from "node:assert/strict";
import fc from "fast-check";
import { ErrorCode, ShopError } from "../../services/kit/errors.ts";
import { readPrice, toPublicMoney } from "./public_money.ts";

for (
  const [currency, minor, amount] of [
    ["GBP", 1299n, "12.99"],
    ["GBP", 5n, "0.05"],
    ["GBP", 0n, "0.00"],
    ["GBP", -5n, "-0.05"],
    ["JPY", 1299n, "1299"],
    ["KWD", 1299n, "1.299"],
    ["GBP", 2n ** 62n, "46116860184273879.04"],
  ] as const
) {
  Deno.test(`toPublicMoney() writes ${minor} ${currency} as ${amount}`, () => {
    assert.deepEqual(toPublicMoney(currency, minor), { amount, currency });
  });
}

Deno.test("readPrice() reads back what toPublicMoney() wrote", () => {
  const cases = fc.tuple(fc.constantFrom("GBP", "JPY", "KWD"), fc.bigInt(0n, 10n ** 12n - 1n));
  fc.assert(fc.property(cases, ([currency, minor]) => {
    assert.equal(readPrice(toPublicMoney(currency, minor).amount, "price", currency), minor);
  }));
});

Deno.test("readPrice() needs no decimals, and no price", () => {
  assert.equal(readPrice("12", "price", "GBP"), 1200n);
  assert.equal(readPrice("12.5", "price", "GBP"), 1250n);
  assert.equal(readPrice(undefined, "price", "GBP"), undefined);
  assert.equal(readPrice(null, "price", "GBP"), undefined);
});

for (const amount of ["", "-1", "1.999", "1.", ".5", "1e3", "1,5", " 1", "٣", "1".repeat(13)]) {
  Deno.test(`readPrice() refuses "${amount}" and names the field`, () => {
    assert.throws(() => readPrice(amount, "price_min", "GBP"), (error) => {
      assert.ok(error instanceof ShopError && error.code === ErrorCode.INVALID_ARGUMENT);
      assert.deepEqual(error.details.violations?.[0]?.field, "price_min");
      return true;
    });
  });
}
