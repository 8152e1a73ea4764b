/** A card as the shopper typed it. Never stored and never logged. */
export interface Card {
  number: string;
  expiryMonth: number;
  expiryYear: number;
  securityCode: string;
}

/** What stands for a card everywhere but in the shopper's hands. */
export interface CardToken {
  token: string;
  /** Such as "visa". */
  cardBrand: string;
  cardLast4: string;
}

/** A payment as we ask for it. All that tells one from another is here, so that any process can ask again. */
export interface PaymentRequest {
  /** `payments.key`. Names the payment at the provider: the same key never charges twice. */
  key: string;
  /** The provider's own name of it, once we know it. */
  reference?: string | undefined;
  /** Minor units of `currency`. */
  amount: bigint;
  currency: string;
  /** What is charged: a `CardToken`'s, or what the provider gave the shopper's browser. */
  token: string;
  orderNumber: string;
  /** Where the shopper's browser goes after a challenge. */
  returnUrl: string;
  /** Only holds the money, where `capture()` takes it later; takes it at once unless given. */
  hold?: boolean | undefined;
  /** When the payment was first asked for: some providers forget keys after a day. */
  askedAt: Date;
}

/** What is kept of the card; both are empty while the provider has not told. */
export interface CardKept {
  cardBrand: string;
  cardLast4: string;
}

/** What a provider says of a payment. All but "challenge" and "authorised" is final. */
export type PaymentResult =
  & { reference: string }
  & CardKept
  & (
    /** The money is ours. */
    | { status: "captured" }
    /** The bank holds the money for us: `capture()` takes it, `void()` lets it go. */
    | { status: "authorised" }
    /** The bank said no. `reason` is for people, such as "the card was declined". */
    | { status: "declined"; reason: string }
    /** The bank wants to hear from the customer, at `url`. */
    | { status: "challenge"; url: string }
    /** Let go before the money moved; nothing is ever charged under its key. */
    | { status: "voided" }
  );

/** Money that goes back to the card. */
export interface RefundRequest {
  /** `refunds.key`. Names the refund at the provider: the same key never pays twice. */
  key: string;
  /** Minor units of the payment's currency. */
  amount: bigint;
  payment: PaymentRequest;
}

/** What a provider says of a refund. */
export type RefundResult =
  & { reference: string }
  & ({ status: "succeeded" } | { status: "pending" } | { status: "failed"; reason: string });

/** Which payment the provider speaks of: by our key where it has it, else by its own name. */
export interface PaymentName {
  key?: string | undefined;
  reference: string;
}

/** What a provider tells by itself. May come twice, early, late, and in any order. */
export interface PaymentEvent {
  /** The same however often it is sent. */
  id: string;
  /** The provider's own word for it, for the record. */
  type: string;
  news:
    | { about: "payment"; payment: PaymentName; result: PaymentResult }
    | { about: "refund"; payment: PaymentName; key: string | undefined; amount: bigint; result: RefundResult }
    | {
      about: "dispute";
      payment: PaymentName;
      reference: string;
      amount: bigint;
      reason: string;
      status: "open" | "won" | "lost";
    }
    /** Nothing that we keep. */
    | { about: "nothing" };
}

/** One thing that a provider did, in its own books. */
export interface StatementEntry {
  kind: "capture" | "refund" | "dispute" | "dispute_won";
  /** Of the payment or the refund, as we gave it; undefined when it was made there by hand. */
  key: string | undefined;
  reference: string;
  /** Minor units, never negative. */
  amount: bigint;
  currency: string;
  at: Date;
}

/**
 * Takes the money. A network lies between: never call it within a transaction.
 *
 * Everything decided is returned. A ShopError INVALID_ARGUMENT means that the request can never be carried out, and that nothing
 * was charged. Anything else that is thrown, UNAVAILABLE among it, means that it is **not known** whether it was carried out: ask
 * again, see `payUntilKnown()`.
 */
export interface PaymentProvider {
  /** Stable name, as in `payments.provider`. */
  readonly name: string;
  /**
   * Makes a token of a typed card, without a network. Only the test provider has it: real cards go from the browser straight to
   * theirs.
   *
   * @throws {ShopError} INVALID_ARGUMENT with `card.*` when the card cannot be right
   */
  tokenise?(card: Card): CardToken;
  /** Charges a card, or tells what became of the key when it was asked before. */
  pay(request: PaymentRequest, signal: AbortSignal): Promise<PaymentResult>;
  /** Tells what became of a payment; undefined when nothing was ever charged or refused under its key. */
  find(request: PaymentRequest, signal: AbortSignal): Promise<PaymentResult | undefined>;
  /** Takes the money that is held. Tells "captured" also when it was before. */
  capture(request: PaymentRequest, signal: AbortSignal): Promise<PaymentResult>;
  /**
   * Lets go of a payment, also of one that the provider never heard of: it blocks the key. Tells "voided", or "captured" when the
   * money had moved before and must be refunded, or "declined".
   */
  void(request: PaymentRequest, signal: AbortSignal): Promise<PaymentResult>;
  /** Gives money back. `failed` when the provider never will. */
  refund(request: RefundRequest, signal: AbortSignal): Promise<RefundResult>;
  /** Tells what became of a refund; undefined when the provider never heard of it. */
  findRefund(request: RefundRequest, signal: AbortSignal): Promise<RefundResult | undefined>;
  /**
   * Reads what the provider sent us.
   *
   * @param headers by lower-case name
   * @throws {ShopError} UNAUTHENTICATED when the signature is not the provider's, or is old
   */
  readWebhook(headers: Readonly<Record<string, string>>, body: Uint8Array<ArrayBuffer>): Promise<PaymentEvent>;
  /** All that the provider did since then, in any order: what our own books must agree with. */
  statement(since: Date, signal: AbortSignal): AsyncIterable<StatementEntry>;
}
