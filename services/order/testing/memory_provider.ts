import { ErrorCode, ShopError } from "../../kit/errors.ts";
import type { PaymentProvider, PaymentRequest, PaymentResult, StatementEntry } from "../payments/provider.ts";
import { tokeniseTestCard } from "../payments/test_cards.ts";

/** The day on which tests buy. */
export const TODAY = new Date("2026-06-15T12:00:00Z");

/** A payment provider in memory, for tests that are about something else. It knows the cards that pay, decline and challenge. */
export class MemoryProvider implements PaymentProvider {
  readonly name = "test";
  readonly results = new Map<string, PaymentResult>();
  readonly #asked = new Map<string, PaymentRequest>();
  readonly entries: StatementEntry[] = [];
  /** Set to have every call fail as if the network were gone. */
  isAway = false;

  tokenise = (card: Parameters<typeof tokeniseTestCard>[0]) => tokeniseTestCard(card, TODAY);

  pay(request: PaymentRequest): Promise<PaymentResult> {
    return this.#answer(() => this.results.get(request.key) ?? this.#decide(request));
  }

  find({ key }: PaymentRequest): Promise<PaymentResult | undefined> {
    return this.#answer(() => this.results.get(key));
  }

  /** The customer tells the bank that the payment is theirs, or not. */
  answerChallenge(key: string, isApproved: boolean): void {
    const { reference, cardBrand, cardLast4 } = this.results.get(key)!;
    const card = { reference, cardBrand, cardLast4 };
    this.results.set(
      key,
      isApproved ? { ...card, status: "captured" } : { ...card, status: "declined", reason: "it was not you" },
    );
    if (isApproved) this.#book({ kind: "capture", ...this.#asked.get(key)! });
  }

  capture = (request: PaymentRequest) => this.pay(request);

  void(request: PaymentRequest): Promise<PaymentResult> {
    return this.#answer(() => {
      const before = this.results.get(request.key);
      if (before?.status === "captured" || before?.status === "declined") return before;
      const voided = { status: "voided" as const, reference: reference(request), cardBrand: "", cardLast4: "" };
      this.results.set(request.key, voided);
      return voided;
    });
  }

  refund({ key, amount, payment }: Parameters<PaymentProvider["refund"]>[0]) {
    return this.#answer(() => {
      const isNew = !this.entries.some((entry) => entry.key === key);
      if (isNew) this.#book({ kind: "refund", key, amount, currency: payment.currency });
      return { status: "succeeded" as const, reference: `re_${key}` };
    });
  }

  findRefund({ key }: Parameters<PaymentProvider["findRefund"]>[0]) {
    const isThere = this.entries.some((entry) => entry.key === key);
    return this.#answer(() => isThere ? { status: "succeeded" as const, reference: `re_${key}` } : undefined);
  }

  readWebhook(): never {
    throw new Error("Cannot read a webhook: the provider in memory sends none");
  }

  async *statement(): AsyncGenerator<StatementEntry> {
    yield* this.entries;
  }

  #decide(request: PaymentRequest): PaymentResult {
    const [, cardBrand = "", cardLast4 = ""] = request.token.split("_");
    const card = { reference: reference(request), cardBrand, cardLast4 };
    const result: PaymentResult = ["0002", "9995"].includes(cardLast4)
      ? { ...card, status: "declined", reason: "the card was declined" }
      : cardLast4 === "3155"
      ? { ...card, status: "challenge", url: `https://bank.example/${request.key}` }
      : { ...card, status: "captured" };
    this.results.set(request.key, result);
    this.#asked.set(request.key, request);
    if (result.status === "captured") this.#book({ kind: "capture", ...request });
    return result;
  }

  #book({ kind, key, amount, currency }: Pick<StatementEntry, "kind" | "key" | "amount" | "currency">): void {
    this.entries.push({ kind, key, reference: `${kind}_${key}`, amount, currency, at: new Date() });
  }

  #answer<T>(answer: () => T): Promise<T> {
    if (this.isAway) return Promise.reject(new ShopError(ErrorCode.UNAVAILABLE, "Cannot reach the bank: it is away"));
    return Promise.try(answer);
  }
}

function reference({ key }: PaymentRequest): string {
  return `pay_${key}`;
}
