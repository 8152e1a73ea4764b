/** A card as the shopper typed it. Never stored and never logged. */
export interface Card {
  number: string;
  expiryMonth: number;
  expiryYear: number;
  securityCode: string;
}

/** What is kept of a payment. */
export interface Charge {
  /** Such as "visa". */
  cardBrand: string;
  cardLast4: string;
}

/** Takes the money. */
export interface PaymentProvider {
  /**
   * Charges a card, or fails with PAYMENT_DECLINED, or with INVALID_ARGUMENT when the card cannot be right.
   *
   * @param amount minor units of `currency`
   */
  charge(card: Card, amount: bigint, currency: string): Charge;
}
