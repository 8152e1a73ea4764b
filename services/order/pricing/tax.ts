import { roundedShare } from "./round.ts";
import type { TaxTerms } from "./terms.ts";

/** Parts per million in one. */
const MILLION = 1_000_000n;

/** The class that holds where a product's own has no rate, and for shipping. */
export const STANDARD_CLASS = "standard";

/** Rate of a tax class in parts per million; zero where there is no tax. */
export function rateOf({ rates }: TaxTerms, taxClass: string): bigint {
  return BigInt(rates[taxClass] ?? rates[STANDARD_CLASS] ?? 0);
}

/** The tax contained in an amount that includes it. */
export function taxWithin(amount: bigint, rate: bigint): bigint {
  return roundedShare(amount, rate, MILLION + rate);
}

/** The tax to add to an amount that does not include it. */
export function taxOnTop(amount: bigint, rate: bigint): bigint {
  return roundedShare(amount, rate, MILLION);
}

/** The tax on an amount, contained in it or to be added, as the terms say. */
export function taxOf(amount: bigint, taxClass: string, terms: TaxTerms): bigint {
  const rate = rateOf(terms, taxClass);
  return terms.included ? taxWithin(amount, rate) : taxOnTop(amount, rate);
}
