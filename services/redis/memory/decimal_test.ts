import assert from "node:assert/strict";
import fc from "fast-check";
import { addDecimals } from "./decimal.ts";

Deno.test("addDecimals() adds without binary rounding", () => {
  assert.equal(addDecimals("0.1", "0.2"), "0.3");
  assert.equal(addDecimals("-1.5", "1.5"), "0");
  assert.equal(addDecimals("5.0e3", ".25"), "5000.25");
  assert.equal(addDecimals("-0.5", "0.25"), "-0.25");
});

Deno.test("addDecimals() adds hundredths exactly", () => {
  const hundredths = fc.integer({ min: -1e9, max: 1e9 });
  fc.assert(fc.property(hundredths, hundredths, (a, b) => {
    assert.equal(Number(addDecimals(String(a / 100), String(b / 100))), (a + b) / 100);
  }));
});

Deno.test("addDecimals() refuses what is no number, or no finite one", () => {
  for (const text of ["", "x", ".", "1e", "1 ", "0x1", "1e999"]) {
    assert.throws(() => addDecimals("1", text), { message: "ERR value is not a valid float" }, text);
  }
  assert.throws(() => addDecimals("inf", "1"), { message: "ERR increment would produce NaN or Infinity" });
});
