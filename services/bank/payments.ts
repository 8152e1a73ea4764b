import { BankError } from "./bank_error.ts";
import type { Books, Row } from "./books.ts";
import { behaviourOf, cardOf } from "./cards.ts";
import { newReference, post, tell } from "./tell.ts";

/** What the shop asks for. */
export interface PaymentOrder {
  key: string;
  /** Minor units. */
  amount: bigint;
  currency: string;
  token: string;
  orderNumber: string;
  returnUrl: string;
  /** Whether the money is only to be held. */
  hold: boolean;
}

/** A payment in the books. */
export interface PaymentRow extends Row {
  key: string;
  reference: string;
  amount: bigint;
  currency: string;
  token: string;
  order_number: string;
  return_url: string;
  status: string;
  reason: string | null;
  hold: bigint;
  refunded: bigint;
}

/** The payment of a key, if there is one. */
export function findPayment(books: Books, key: string): PaymentRow | undefined {
  return books.one<PaymentRow>("select * from payments where key = ?", key);
}

/**
 * Charges the card, or asks for a challenge, or declines: once for each key.
 *
 * @returns the payment, and whether this call made it
 * @throws {BankError} 400 for a token that is not ours, 409 when the key was used for something else
 */
export function pay(books: Books, order: PaymentOrder): { payment: PaymentRow; isNew: boolean } {
  return books.transaction(() => {
    const before = findPayment(books, order.key);
    if (before) return { payment: sameOrder(before, order), isNew: false };
    const behaviour = behaviourOf(order.token);
    if (!behaviour) throw new BankError(400, `Cannot pay: token "${order.token}" is not one of this bank`);
    if (behaviour.does === "decline") {
      return { payment: enter(books, order, "declined", behaviour.reason), isNew: true };
    }
    if (behaviour.does === "challenge") return { payment: enter(books, order, "challenge"), isNew: true };
    return { payment: enter(books, order, order.hold ? "authorised" : "captured"), isNew: true };
  });
}

/** Takes money that is held. */
export function capture(books: Books, key: string): PaymentRow {
  return books.transaction(() => {
    const payment = findPayment(books, key);
    if (!payment) throw new BankError(404, "Cannot capture: there is no such payment");
    return payment.status === "authorised" ? become(books, payment, "captured") : payment;
  });
}

/** Lets go of a payment that did not move money; one that never came is refused from now on. */
export function release(books: Books, order: PaymentOrder): PaymentRow {
  return books.transaction(() => {
    const payment = findPayment(books, order.key);
    if (!payment) return enter(books, order, "voided");
    const moves = payment.status === "authorised" || payment.status === "challenge";
    return moves ? become(books, payment, "voided") : payment;
  });
}

/** What the customer says to a challenge. Undefined when there is none of that name; one that is over stays as it is. */
export function answerChallenge(books: Books, reference: string, approved: boolean): PaymentRow | undefined {
  return books.transaction(() => {
    const payment = books.one<PaymentRow>("select * from payments where reference = ?", reference);
    if (payment?.status !== "challenge") return payment;
    if (!approved) return become(books, payment, "declined", "the customer did not confirm the payment");
    return become(books, payment, payment.hold ? "authorised" : "captured");
  });
}

function enter(books: Books, order: PaymentOrder, status: string, reason: string | null = null): PaymentRow {
  const { key, amount, currency, token, orderNumber, returnUrl, hold } = order;
  books.all(
    `insert into payments (key, reference, amount, currency, token, order_number, return_url, status, reason, hold)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[key, newReference("pay"), amount, currency, token, orderNumber, returnUrl, status, reason, hold ? 1 : 0],
  );
  return report(books, key);
}

function become(books: Books, { key }: PaymentRow, status: string, reason: string | null = null): PaymentRow {
  books.all("update payments set status = ?, reason = ? where key = ?", status, reason, key);
  return report(books, key);
}

/** Posts money that moved, and tells the shop what is decided. */
function report(books: Books, key: string): PaymentRow {
  const payment = findPayment(books, key)!;
  const { reference, amount, currency, status } = payment;
  if (status === "captured") post(books, { kind: "capture", key, reference, amount, currency });
  if (status !== "challenge") tell(books, { type: `payment.${status}`, data: paymentJson(payment) });
  return payment;
}

function sameOrder(before: PaymentRow, { amount, currency, token }: PaymentOrder): PaymentRow {
  if (before.amount === amount && before.currency === currency && before.token === token) return before;
  throw new BankError(409, "Cannot pay: the key was used for another payment");
}

/** A payment in the words of the API, without the address of its challenge. */
export function paymentJson(payment: PaymentRow): Record<string, unknown> {
  const { key, reference, status, amount, currency, reason, token } = payment;
  return { key, reference, status, amount: String(amount), currency, ...cardOf(token), ...(reason && { reason }) };
}
