import assert from "node:assert/strict";
import { currencyProblem } from "./sellable_currency.ts";

/** Decimals by ISO 4217, of currencies that do not have two. */
const DECIMALS: Record<string, number> = {
  ...Object.fromEntries(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ").map((c) => [c, 0]),
  ),
  ...Object.fromEntries("BHD IQD JOD KWD LYD OMR TND".split(" ").map((c) => [c, 3])),
};

Deno.test("every currency that can be sold in is shown with the decimals of ISO 4217", () => {
  const currencies = Intl.supportedValuesOf("currency").filter((currency) => currencyProblem(currency) === undefined);
  assert.ok(currencies.length > 130);
  for (const currency of currencies) {
    const { maximumFractionDigits } = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
    assert.equal(maximumFractionDigits, DECIMALS[currency] ?? 2, currency);
  }
});

Deno.test("currencyProblem() takes yen and dinars, and not what does not exist or is in doubt", () => {
  assert.deepEqual(["GBP", "EUR", "JPY", "BHD", "RSD", "XXQ"].map((code) => currencyProblem(code) === undefined), [
    true,
    true,
    true,
    true,
    false,
    false,
  ]);
});
