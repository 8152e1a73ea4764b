import { invalidArgument, type ShopError } from "../../kit/errors.ts";
import type { Card, CardToken } from "./provider.ts";

/** Cards of the test bank, by number. How each behaves is the bank's: services/bank/cards.ts. */
const BRANDS: ReadonlyMap<string, string> = new Map([
  ["4242424242424242", "visa"], // pays
  ["5555555555554444", "mastercard"], // pays
  ["4000000000000002", "visa"], // is declined
  ["4000000000009995", "visa"], // has insufficient funds
  ["4000002500003155", "visa"], // needs a challenge
  ["4000000000000101", "visa"], // never answers, and is not charged
  ["4000000000000127", "visa"], // never answers, and is charged
  ["4000000000000119", "visa"], // fails once, then pays
]);

/**
 * Makes a token of a test card, such as "card_visa_4242", so that its number goes no further.
 *
 * @throws {ShopError} INVALID_ARGUMENT with `card.*` when the card cannot be right, or is none of those above
 */
export function tokeniseTestCard(card: Card, now: Date): CardToken {
  const digits = cardDigits(card.number);
  if (!passesLuhn(digits)) throw refuse("card.number", "Check the number: a digit is wrong");
  const cardBrand = BRANDS.get(digits);
  if (cardBrand === undefined) throw refuse("card.number", "Only test cards are accepted, such as 4242 4242 4242 4242");
  checkExpiry(card, now);
  const cardLast4 = digits.slice(-4);
  return { token: `card_${cardBrand}_${cardLast4}`, cardBrand, cardLast4 };
}

/** The digits of a card number as typed: blanks and dashes are left out. */
export function cardDigits(number: string): string {
  return number.replaceAll(/[ -]/g, "");
}

/** A card is good to the end of its month. */
function checkExpiry({ expiryMonth, expiryYear }: Card, now: Date): void {
  const year = now.getUTCFullYear();
  if (expiryYear < year) throw refuse("card.expiry_year", "The card has expired");
  if (expiryYear === year && expiryMonth < now.getUTCMonth() + 1) {
    throw refuse("card.expiry_month", "The card has expired");
  }
}

function passesLuhn(digits: string): boolean {
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().map(Number).reduce((sum, digit, index) => {
    const weighted = index % 2 === 0 ? digit : digit * 2;
    return sum + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return sum % 10 === 0;
}

function refuse(field: string, description: string): ShopError {
  return invalidArgument("Cannot charge the card: it cannot be right", field, description);
}
