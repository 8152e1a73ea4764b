import assert from "node:assert/strict";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { testCards } from "./test_cards.ts";

const { charge } = testCards(() => new Date("2026-06-30T23:59:59Z"));

function pay(number: string, expiryMonth = 12, expiryYear = 2030) {
  return charge({ number, expiryMonth, expiryYear, securityCode: "123" }, 100n, "GBP");
}

Deno.test("testCards() charge the cards that pay, however they are typed", () => {
  assert.deepEqual(pay("4242 4242 4242 4242"), { cardBrand: "visa", cardLast4: "4242" });
  assert.deepEqual(pay("5555-5555-5555-4444"), { cardBrand: "mastercard", cardLast4: "4444" });
});

Deno.test("testCards() decline the cards that do not pay, and say why", () => {
  assert.throws(() => pay("4000 0000 0000 0002"), failsWith(ErrorCode.PAYMENT_DECLINED));
  assert.throws(() => pay("4000 0000 0000 9995"), /insufficient funds/);
});

Deno.test("testCards() refuse every other number, without repeating it", () => {
  for (const number of ["4111111111111111", "4242424242424241", "4242x4242x4242x4242", "424242424242"]) {
    assert.throws(() => pay(number), (error: Error) => {
      assert.ok(!error.message.includes(number));
      return failsWith(ErrorCode.INVALID_ARGUMENT, "card.number")(error);
    });
  }
});

Deno.test("testCards() take a card until the end of its month", () => {
  assert.ok(pay("4242424242424242", 6, 2026));
  assert.throws(() => pay("4242424242424242", 5, 2026), failsWith(ErrorCode.INVALID_ARGUMENT, "card.expiry_month"));
  assert.throws(() => pay("4242424242424242", 12, 2025), failsWith(ErrorCode.INVALID_ARGUMENT, "card.expiry_year"));
});
