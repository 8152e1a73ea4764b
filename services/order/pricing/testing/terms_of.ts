import type { ShippingTerms, TaxTerms, Terms } from "../terms.ts";

/** Terms with one way to send an order, and whatever else is given. */
export function termsOf(given: Partial<Terms> & { shipping?: ShippingTerms; tax?: TaxTerms } = {}): Terms {
  const { shipping = { price: 0n, freeFrom: null }, ...rest } = given;
  return {
    currency: "GBP",
    methods: [{ code: "standard", name: "Standard", daysMin: 1, daysMax: 2, bands: [], ...shipping }],
    tax: { included: true, rates: {} },
    promotions: [],
    refusals: [],
    ...rest,
  };
}
