import { BankError } from "./bank_error.ts";
import type { Books, Row } from "./books.ts";
import { findPayment, type PaymentRow } from "./payments.ts";
import { newReference, post, tell } from "./tell.ts";

interface DisputeRow extends Row {
  reference: string;
  payment: string;
  amount: bigint;
  reason: string;
  status: "open" | "won" | "lost";
}

/**
 * A customer disputes a payment: the bank takes the money back from the shop until it is decided.
 *
 * @throws {BankError} 404 without such a payment, 409 when it was not captured
 */
export function openDispute(books: Books, { payment: key, reason }: { payment: string; reason: string }) {
  return books.transaction(() => {
    const payment = findPayment(books, key);
    if (!payment) throw new BankError(404, "Cannot dispute: there is no such payment");
    const amount = payment.amount - payment.refunded;
    if (payment.status !== "captured" || amount === 0n) throw new BankError(409, "Cannot dispute: nothing is paid");
    const reference = newReference("dis");
    books.all(
      "insert into disputes (reference, payment, amount, reason, status) values (?, ?, ?, ?, 'open')",
      ...[reference, key, amount, reason],
    );
    post(books, { kind: "dispute", key, reference, amount, currency: payment.currency });
    return report(books, { reference, payment: key, amount, reason, status: "open" }, payment);
  });
}

/** The bank has decided, for the shop ("won") or for the customer ("lost"). */
export function closeDispute(books: Books, reference: string, outcome: "won" | "lost") {
  return books.transaction(() => {
    const dispute = books.one<DisputeRow>("select * from disputes where reference = ?", reference);
    if (!dispute) throw new BankError(404, "Cannot close dispute: there is no such dispute");
    if (dispute.status !== "open") throw new BankError(409, `Cannot close dispute: it is ${dispute.status}`);
    const payment = findPayment(books, dispute.payment)!;
    books.all("update disputes set status = ? where reference = ?", outcome, reference);
    if (outcome === "won") {
      const { amount, payment: key } = dispute;
      post(books, { kind: "dispute_won", key, reference, amount, currency: payment.currency });
    }
    return report(books, { ...dispute, status: outcome }, payment);
  });
}

function report(books: Books, dispute: DisputeRow, payment: PaymentRow) {
  const { reference, amount, reason, status } = dispute;
  const data = {
    reference,
    payment: payment.key,
    paymentReference: payment.reference,
    amount: String(amount),
    reason,
    status,
  };
  tell(books, { type: status === "open" ? "dispute.opened" : `dispute.${status}`, data });
  return data;
}
