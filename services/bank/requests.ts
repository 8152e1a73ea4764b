import { z } from "zod";

/** What the shop sends, as the API reads it. */
const name = z.string().min(8).max(100);
const amount = z.string().regex(/^\d{1,15}$/).transform(BigInt);
const webAddress = z.string().max(2_000)
  .refine((text) => text === "" || /^https?:$/.test(URL.parse(text)?.protocol ?? ""), "must be a web address");

export const PaymentBody = z.strictObject({
  key: name,
  amount,
  currency: z.string().regex(/^[A-Z]{3}$/),
  token: z.string().max(100),
  orderNumber: z.string().max(40),
  returnUrl: webAddress.default(""),
  hold: z.boolean().default(false),
});

export const RefundBody = z.strictObject({ key: name, payment: name, amount });

export const DisputeBody = z.strictObject({ payment: name, reason: z.string().min(1).max(100).default("fraudulent") });

export const CloseBody = z.strictObject({ outcome: z.enum(["won", "lost"]) });

export const StatementQuery = z.object({
  /** Milliseconds since the epoch. */
  since: z.coerce.number().int().min(0).default(0),
  /** Id of the last entry of the page before. */
  after: z.coerce.number().int().min(0).default(0),
});
