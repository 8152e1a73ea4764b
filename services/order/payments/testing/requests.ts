import type { PaymentRequest, PaymentResult } from "../provider.ts";
import { testProvider } from "../test_provider.ts";

/** A signal that nobody aborts. */
export const NEVER = new AbortController().signal;

/** What a provider says of a payment that it took. */
export const PAID: PaymentResult = { status: "captured", reference: "pay_1", cardBrand: "visa", cardLast4: "4242" };

/** A provider that cannot be reached, for those that answer as a test tells them to be made of. */
export const UNREACHABLE = testProvider({ url: "http://127.0.0.1:1", token: "", webhookSecret: "" });

/** A request for a payment of its own: goods of 10.00 and shipping of 3.95. */
export function requestFor(token: string, changes: Partial<PaymentRequest> = {}): PaymentRequest {
  return {
    key: crypto.randomUUID(),
    amount: 1395n,
    currency: "GBP",
    token,
    orderNumber: "SF-7K3QX9M2",
    returnUrl: "https://shop.example/orders/SF-7K3QX9M2/",
    askedAt: new Date(),
    ...changes,
  };
}
