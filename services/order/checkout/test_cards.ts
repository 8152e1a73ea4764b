import { ErrorCode, invalidArgument, ShopError } from "../../kit/errors.ts";
import type { Card, Charge, PaymentProvider } from "./payment_provider.ts";

interface TestCard {
  brand: string;
  /** Why the bank says no; absent when it pays. */
  declined?: string;
}

const CARDS: ReadonlyMap<string, TestCard> = new Map([
  ["4242424242424242", { brand: "visa" }],
  ["5555555555554444", { brand: "mastercard" }],
  ["4000000000000002", { brand: "visa", declined: "the card was declined" }],
  ["4000000000009995", { brand: "visa", declined: "the card has insufficient funds" }],
]);

/** A provider that knows a handful of test cards and moves no money. */
export function testCards(now: () => Date = () => new Date()): PaymentProvider {
  return { charge: (card) => charge(card, now()) };
}

/** The digits of a card number as typed: blanks and dashes are left out. */
export function cardDigits(number: string): string {
  return number.replaceAll(/[ -]/g, "");
}

function charge(card: Card, now: Date): Charge {
  const digits = cardDigits(card.number);
  if (!passesLuhn(digits)) throw refuse("card.number", "Check the number: a digit is wrong");
  const known = CARDS.get(digits);
  if (!known) throw refuse("card.number", "Only test cards are accepted, such as 4242 4242 4242 4242");
  checkExpiry(card, now);
  if (known.declined) throw new ShopError(ErrorCode.PAYMENT_DECLINED, `Cannot charge the card: ${known.declined}`);
  return { cardBrand: known.brand, cardLast4: digits.slice(-4) };
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
