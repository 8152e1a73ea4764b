/** Currencies whose minor unit in Intl, by which amounts are shown and read, is not that of ISO 4217, by which they are paid. */
const AMBIGUOUS = new Set("AFN ALL IQD IRR KPW LAK LBP MGA MMK RSD SLL SOS SYP YER".split(" "));
const KNOWN = new Set(Intl.supportedValuesOf("currency"));

/** What is wrong with selling in a currency, for people; undefined when nothing is. */
export function currencyProblem(currencyCode: string): string | undefined {
  if (!KNOWN.has(currencyCode)) return "Must be an ISO 4217 code in use";
  if (AMBIGUOUS.has(currencyCode)) return "Must be a currency whose minor unit is not in doubt";
}
