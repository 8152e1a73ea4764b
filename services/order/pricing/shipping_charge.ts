import { rateOf, STANDARD_CLASS, taxOf, taxWithin } from "./tax.ts";
import type { ShippingTerms, TaxTerms } from "./terms.ts";

/** What it costs to send an order; minor units. */
export interface ShippingCharge {
  /** With its tax where prices include tax. */
  amount: bigint;
  tax: bigint;
}

/**
 * What it costs to send an order, before promotions that make it free.
 *
 * Things that reach the mark of free shipping at their prices, and miss it because of promotions, pay at most what they miss it
 * by, tax included: a promotion must not make an order dearer.
 *
 * @param subtotal before promotions
 * @param discounted after them
 */
export function shippingCharge(
  { price, freeFrom }: ShippingTerms,
  tax: TaxTerms,
  subtotal: bigint,
  discounted: bigint,
): ShippingCharge {
  const full = { amount: price, tax: taxOf(price, STANDARD_CLASS, tax) };
  if (freeFrom === null || subtotal < freeFrom) return full;
  if (discounted >= freeFrom) return { amount: 0n, tax: 0n };
  const missing = freeFrom - discounted;
  if (missing >= (tax.included ? price : price + full.tax)) return full;
  const within = taxWithin(missing, rateOf(tax, STANDARD_CLASS));
  return { amount: tax.included ? missing : missing - within, tax: within };
}
