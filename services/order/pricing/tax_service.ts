import type { TaxTerms } from "./terms.ts";

/** Where a parcel goes, as far as its tax depends on that. */
export interface Destination {
  /** ISO 3166-1 alpha-2. */
  countryCode: string;
  /** Part of the country; may be empty. */
  region: string;
}

/**
 * Says what tax holds somewhere, in place of the shop's own table, which `readTerms()` reads along with everything else.
 *
 * Quotes and orders ask the same one, so that a quote holds: the one that `Checkout` is made with. None comes with the shop.
 *
 * It may be behind a network: ask it before a transaction begins, and give its answer to `readTerms()`. It fails with
 * UNAVAILABLE when it does not answer in time; an order is then not priced, rather than priced wrongly.
 */
export interface TaxService {
  taxFor(destination: Destination): Promise<TaxTerms>;
}
