import assert from "node:assert/strict";
import fc from "fast-check";
import { formatAmount, formatCountry, formatDay } from "./format.ts";

Deno.test("formatAmount() knows each currency's decimals", () => {
  assert.equal(formatAmount(1299n, "GBP", "en-GB"), "£12.99");
  assert.equal(formatAmount(-500n, "GBP", "en-GB"), "-£5.00");
  assert.equal(formatAmount(1200n, "JPY", "en-GB"), "JP¥1,200");
  assert.equal(formatAmount(1234n, "KWD", "en-GB"), "KWD\u00a01.234");
  assert.equal(formatAmount(1234567n, "EUR", "en-GB"), "€12,345.67");
  assert.equal(formatAmount(1234567n, "EUR", "de-DE"), "12.345,67\u00a0€");
  assert.equal(formatAmount(5n, "USD", "en-US"), "$0.05");
});

Deno.test("formatAmount() loses no digit of any amount", () => {
  fc.assert(fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (minorUnits) => {
    assert.equal(BigInt(formatAmount(minorUnits, "GBP", "en-GB").replace(/\D/g, "")), minorUnits);
  }));
});

Deno.test("formatDay() and formatCountry() write as people do", () => {
  assert.equal(formatDay(new Date("2026-06-15T23:59:00Z"), "en-GB"), "15 June 2026");
  assert.equal(formatCountry("GB", "en-GB"), "United Kingdom");
  assert.equal(formatCountry("XX", "en-GB"), "XX");
});
