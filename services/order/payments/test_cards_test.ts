import assert from "node:assert/strict";
import { ErrorCode } from "../../kit/errors.ts";
import { failsWith } from "../testing/fails_with.ts";
import { tokeniseTestCard } from "./test_cards.ts";

const NOW = new Date("2026-06-30T23:59:59Z");

function tokenOf(number: string, expiryMonth = 12, expiryYear = 2030) {
  return tokeniseTestCard({ number, expiryMonth, expiryYear, securityCode: "123" }, NOW);
}

Deno.test("tokeniseTestCard() makes a token of each test card, however it is typed", () => {
  assert.deepEqual(tokenOf("4242 4242 4242 4242"), {
    token: "card_visa_4242",
    cardBrand: "visa",
    cardLast4: "4242",
  });
  assert.deepEqual(tokenOf("5555-5555-5555-4444").token, "card_mastercard_4444");
  const others = ["4000000000000002", "4000000000009995", "4000002500003155", "4000000000000101", "4000000000000127"];
  for (const number of [...others, "4000000000000119"]) {
    assert.equal(tokenOf(number).token, `card_visa_${number.slice(-4)}`);
  }
});

Deno.test("tokeniseTestCard() refuses every other number, without repeating it", () => {
  for (const number of ["4111111111111111", "4242424242424241", "4242x4242x4242x4242", "424242424242"]) {
    assert.throws(() => tokenOf(number), (error: Error) => {
      assert.ok(!error.message.includes(number));
      return failsWith(ErrorCode.INVALID_ARGUMENT, "card.number")(error);
    });
  }
});

Deno.test("tokeniseTestCard() takes a card until the end of its month", () => {
  assert.ok(tokenOf("4242424242424242", 6, 2026));
  assert.throws(() => tokenOf("4242424242424242", 5, 2026), failsWith(ErrorCode.INVALID_ARGUMENT, "card.expiry_month"));
  assert.throws(() => tokenOf("4242424242424242", 12, 2025), failsWith(ErrorCode.INVALID_ARGUMENT, "card.expiry_year"));
});
