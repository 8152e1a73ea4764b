import type Stripe from "stripe";
import type { PaymentResult, RefundResult } from "./provider.ts";

/** Our name of a payment or refund, in Stripe's metadata. */
export const KEY = "shopflow_key";

/**
 * What a payment intent means to us; undefined when nobody tried to pay it yet.
 *
 * @throws {Error} while Stripe itself does not know
 */
export function paymentResult(intent: Stripe.PaymentIntent): PaymentResult | undefined {
  const kept = { reference: intent.id, ...cardOf(intent) };
  switch (intent.status) {
    case "succeeded":
      return { ...kept, status: "captured" };
    case "requires_capture":
      return { ...kept, status: "authorised" };
    case "canceled":
      return { ...kept, status: "voided" };
    case "requires_action":
      return { ...kept, status: "challenge", url: intent.next_action?.redirect_to_url?.url ?? "" };
    case "requires_payment_method":
      if (!intent.last_payment_error) return undefined;
      return { ...kept, status: "declined", reason: reasonOf(intent.last_payment_error) };
    case "requires_confirmation":
      return undefined;
    default:
      throw new Error(`Cannot tell what became of payment intent "${intent.id}": it is "${intent.status}"`);
  }
}

/** What a refund of Stripe's means to us. */
export function refundResult({ id, status, failure_reason: reason }: Stripe.Refund): RefundResult {
  if (status === "succeeded") return { reference: id, status };
  if (status !== "failed" && status !== "canceled") return { reference: id, status: "pending" };
  return { reference: id, status: "failed", reason: reason ?? `the refund is ${status}` };
}

const REASONS: Readonly<Record<string, string>> = {
  insufficient_funds: "the card has insufficient funds",
  expired_card: "the card has expired",
  incorrect_cvc: "the security code is wrong",
  payment_intent_authentication_failure: "the customer did not confirm the payment",
};

function reasonOf({ code = "", decline_code: declined = "" }: { code?: string; decline_code?: string }): string {
  return REASONS[declined] ?? REASONS[code] ?? "the card was declined";
}

function cardOf({ payment_method: method, last_payment_error: error }: Stripe.PaymentIntent) {
  const card = (typeof method === "object" && method !== null ? method : error?.payment_method)?.card;
  return { cardBrand: card?.brand ?? "", cardLast4: card?.last4 ?? "" };
}
