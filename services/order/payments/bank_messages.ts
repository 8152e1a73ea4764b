import { z } from "zod";
import type { PaymentEvent, PaymentResult } from "./provider.ts";

const amount = z.string().regex(/^\d+$/).transform(BigInt);
/** A payment as the bank tells of it. */
export const PaymentAnswer = z.object({
  key: z.string(),
  reference: z.string(),
  status: z.enum(["captured", "authorised", "declined", "challenge", "voided"]),
  cardBrand: z.string(),
  cardLast4: z.string(),
  reason: z.string().default("the card was declined"),
  url: z.string().default(""),
});
/** A refund as the bank tells of it. */
export const RefundAnswer = z.object({
  key: z.string(),
  reference: z.string(),
  status: z.literal("succeeded"),
  amount,
});
const Webhook = z.object({ id: z.string(), type: z.string(), data: z.unknown() });
const RefundNews = RefundAnswer.extend({ payment: z.string(), paymentReference: z.string() });
const DisputeNews = z.object({
  reference: z.string(),
  payment: z.string(),
  paymentReference: z.string(),
  amount,
  reason: z.string(),
  status: z.enum(["open", "won", "lost"]),
});
/** Why the bank does not do something. */
export const Refused = z.object({ error: z.string() });
/** A page of what the bank did. */
export const Statement = z.object({
  entries: z.array(z.object({
    id: z.number(),
    kind: z.enum(["capture", "refund", "dispute", "dispute_won"]),
    key: z.string(),
    reference: z.string(),
    amount,
    currency: z.string(),
    at: z.number().transform((at) => new Date(at)),
  })),
  next: z.number().nullable(),
});
export type StatementPage = z.output<typeof Statement>;

/** What a payment that the bank tells of means to us. */
export function paymentResult(answer: z.output<typeof PaymentAnswer>): PaymentResult {
  const { status, reason, url, reference, cardBrand, cardLast4 } = answer;
  const kept = { reference, cardBrand, cardLast4 };
  if (status === "declined") return { ...kept, status, reason };
  return status === "challenge" ? { ...kept, status, url } : { ...kept, status };
}

/** Reads a webhook of the bank. Its signature must have been looked at. */
export function readEvent(body: Uint8Array): PaymentEvent {
  const { id, type, data } = Webhook.parse(JSON.parse(new TextDecoder().decode(body)));
  if (type.startsWith("payment.")) {
    const answer = PaymentAnswer.parse(data);
    const payment = { key: answer.key, reference: answer.reference };
    return { id, type, news: { about: "payment", payment, result: paymentResult(answer) } };
  }
  if (type.startsWith("refund.")) {
    const { key, reference, status, amount, payment, paymentReference } = RefundNews.parse(data);
    const name = { key: payment, reference: paymentReference };
    return { id, type, news: { about: "refund", payment: name, key, amount, result: { reference, status } } };
  }
  if (type.startsWith("dispute.")) {
    const { payment, paymentReference, ...dispute } = DisputeNews.parse(data);
    return { id, type, news: { about: "dispute", payment: { key: payment, reference: paymentReference }, ...dispute } };
  }
  return { id, type, news: { about: "nothing" } };
}
