import type Stripe from "stripe";
import type { PaymentEvent, StatementEntry } from "./provider.ts";
import { KEY, paymentResult, refundResult } from "./stripe_results.ts";

type News = PaymentEvent["news"];
const NOTHING: News = { about: "nothing" };

/** What an event of Stripe's means to us. Its signature must have been looked at. */
export function newsOf(event: Stripe.Event): News {
  switch (event.type) {
    case "payment_intent.succeeded":
    case "payment_intent.payment_failed":
    case "payment_intent.canceled":
    case "payment_intent.amount_capturable_updated":
      return paymentNews(event.data.object);
    case "refund.created":
    case "refund.updated":
    case "refund.failed":
      return refundNews(event.data.object);
    case "charge.dispute.created":
    case "charge.dispute.updated":
    case "charge.dispute.closed":
      return disputeNews(event.data.object);
    default:
      return NOTHING;
  }
}

/** An intent without our key was made by something else that uses the account. */
function paymentNews(intent: Stripe.PaymentIntent): News {
  const key = intent.metadata[KEY];
  const result = key === undefined ? undefined : paymentResult(intent);
  return result ? { about: "payment", payment: { key, reference: intent.id }, result } : NOTHING;
}

function refundNews(refund: Stripe.Refund): News {
  const reference = idOf(refund.payment_intent);
  if (reference === undefined) return NOTHING;
  return {
    about: "refund",
    payment: { reference },
    key: refund.metadata?.[KEY],
    amount: BigInt(refund.amount),
    result: refundResult(refund),
  };
}

/** Enquiries, which take no money, are not kept. */
function disputeNews(dispute: Stripe.Dispute): News {
  const { id, amount, reason, status, payment_intent: intent } = dispute;
  const reference = idOf(intent);
  if (reference === undefined || status.startsWith("warning_") || status === "prevented") return NOTHING;
  const known = (["won", "lost"] as const).find((end) => end === status) ?? "open";
  return { about: "dispute", payment: { reference }, reference: id, amount: BigInt(amount), reason, status: known };
}

const KINDS: Readonly<Record<string, StatementEntry["kind"]>> = {
  charge: "capture",
  refund: "refund",
  dispute: "dispute",
  dispute_reversal: "dispute_won",
};

/** A line of Stripe's books, read with its `source`; undefined when it is none of ours, such as a payout. */
export function statementEntry(line: Stripe.BalanceTransaction): StatementEntry | undefined {
  const kind = KINDS[line.reporting_category];
  const { source } = line;
  if (kind === undefined || typeof source !== "object" || source === null) return undefined;
  if (source.object !== "charge" && source.object !== "refund" && source.object !== "dispute") return undefined;
  return {
    kind,
    key: source.metadata?.[KEY],
    reference: (kind === "capture" ? idOf(source.object === "charge" ? source.payment_intent : null) : undefined) ??
      source.id,
    amount: BigInt(source.amount),
    currency: source.currency.toUpperCase(),
    at: new Date(line.created * 1000),
  };
}

function idOf(named: string | { id: string } | null): string | undefined {
  return typeof named === "string" ? named : named?.id;
}
