import type { ErrorCode } from "../../kit/errors.ts";

/** Why an order took a status, as its history keeps it. */
export interface Cause {
  actor: string;
  /** In the words of whoever did it: a person's, or a service's own for staff to look into. */
  reason: string;
  /** What a service refused with, such as "OUT_OF_STOCK"; empty when nothing was refused. */
  code: string;
}

/** What a customer reads of an order that came to nothing by itself. */
const SENTENCES: Readonly<Partial<Record<keyof typeof ErrorCode, string>>> = {
  PAYMENT_DECLINED: "Your bank did not approve the payment.",
  OUT_OF_STOCK: "Something in it was sold to somebody else while it was being paid.",
};

/** Why an order took a status, in words for its customer: what a person wrote, or a sentence for what a service refused. */
export function customerReason({ actor, reason, code }: Cause): string {
  if (actor !== "system" || reason === "") return reason;
  return SENTENCES[code as keyof typeof ErrorCode] ?? "Something went wrong while it was being placed.";
}
