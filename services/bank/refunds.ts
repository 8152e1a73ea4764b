import { BankError } from "./bank_error.ts";
import type { Books, Row } from "./books.ts";
import { findPayment } from "./payments.ts";
import { newReference, post, tell } from "./tell.ts";

/** A refund in the books: one that is there was paid out. */
export interface RefundRow extends Row {
  key: string;
  reference: string;
  payment: string;
  amount: bigint;
}

/** The refund of a key, if there is one. */
export function findRefund(books: Books, key: string): RefundRow | undefined {
  return books.one<RefundRow>("select * from refunds where key = ?", key);
}

/**
 * Gives money of a payment back, once for each key.
 *
 * @throws {BankError} 404 without such a payment, 409 when so much is not there to give, the
 * customer disputes the payment, or the key is another refund's
 */
export function refund(books: Books, wish: { key: string; payment: string; amount: bigint }): RefundRow {
  const { key, payment: name, amount } = wish;
  return books.transaction(() => {
    const before = findRefund(books, key);
    if (before?.amount === amount && before.payment === name) return before;
    if (before) throw new BankError(409, "Cannot refund: the key was used for another refund");
    const payment = findPayment(books, name);
    if (!payment) throw new BankError(404, "Cannot refund: there is no such payment");
    if (payment.status !== "captured" || payment.refunded + amount > payment.amount) {
      throw new BankError(409, "Cannot refund: the payment has not so much left");
    }
    if (books.one("select 1 from disputes where payment = ? and status <> 'won'", name)) {
      throw new BankError(409, "Cannot refund: the customer disputes the payment");
    }
    const reference = newReference("ref");
    books.all(
      "insert into refunds (key, reference, payment, amount) values (?, ?, ?, ?)",
      key,
      reference,
      name,
      amount,
    );
    books.all("update payments set refunded = refunded + ? where key = ?", amount, name);
    post(books, { kind: "refund", key, reference, amount, currency: payment.currency });
    const row: RefundRow = { key, reference, payment: name, amount };
    tell(books, { type: "refund.succeeded", data: refundJson(row, payment.reference) });
    return row;
  });
}

/** A refund in the words of the API. */
export function refundJson({ key, reference, payment, amount }: RefundRow, paymentReference?: string) {
  return {
    key,
    reference,
    status: "succeeded",
    amount: String(amount),
    payment,
    ...(paymentReference !== undefined && { paymentReference }),
  };
}
