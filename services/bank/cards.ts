/** How the bank behaves with a card. */
export type Behaviour =
  | { does: "pay" }
  | { does: "decline"; reason: string }
  /** Wants to hear from the customer first. */
  | { does: "challenge" }
  /** Never answers and never charges. */
  | { does: "hang" }
  /** Charges, and never answers the request that did. */
  | { does: "charge and hang" }
  /** Fails the first attempt at a key. */
  | { does: "fail once" };

const BEHAVIOURS: ReadonlyMap<string, Behaviour> = new Map([
  ["card_visa_4242", { does: "pay" }],
  ["card_mastercard_4444", { does: "pay" }],
  ["card_visa_0002", { does: "decline", reason: "the card was declined" }],
  ["card_visa_9995", { does: "decline", reason: "the card has insufficient funds" }],
  ["card_visa_3155", { does: "challenge" }],
  ["card_visa_0101", { does: "hang" }],
  ["card_visa_0127", { does: "charge and hang" }],
  ["card_visa_0119", { does: "fail once" }],
]);

/** What the bank does when a token is charged; undefined for one that it did not give out. */
export function behaviourOf(token: string): Behaviour | undefined {
  return BEHAVIOURS.get(token);
}

/** What a token tells of its card. */
export function cardOf(token: string): { cardBrand: string; cardLast4: string } {
  const [, cardBrand = "", cardLast4 = ""] = /^card_([a-z]+)_(\d{4})$/.exec(token) ?? [];
  return { cardBrand, cardLast4 };
}
