import { equal } from "node:assert/strict";
import fc from "fast-check";
import { decimal, formatMoney } from "./money.ts";

Deno.test("formatMoney() writes minor units in the currency's own decimals", () => {
  equal(formatMoney({ currencyCode: "GBP", minorUnits: 1299n }), "£12.99");
  equal(formatMoney({ currencyCode: "GBP", minorUnits: 123456789n }), "£1,234,567.89");
  equal(formatMoney({ currencyCode: "JPY", minorUnits: 1299n }), "JP¥1,299");
  equal(formatMoney({ currencyCode: "GBP", minorUnits: -5n }), "-£0.05");
});

Deno.test("formatMoney() leaves out the decimals of whole amounts when asked", () => {
  equal(formatMoney({ currencyCode: "GBP", minorUnits: 1000n }, { whole: true }), "£10");
  equal(formatMoney({ currencyCode: "GBP", minorUnits: 1050n }, { whole: true }), "£10.50");
});

Deno.test("decimal() loses nothing, however large the amount", () => {
  fc.assert(fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), (minorUnits) => {
    equal(BigInt(decimal("GBP", minorUnits).replace(".", "")), minorUnits);
  }));
});
