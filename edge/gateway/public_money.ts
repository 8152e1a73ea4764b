import { invalidArgument } from "../../services/kit/errors.ts";

/** Money as the public API shows it: {"amount": "12.99", "currency": "GBP"}. */
export interface PublicMoney {
  amount: string;
  currency: string;
}

const digitsByCurrency = new Map<string, number>();

/** How many decimal digits amounts of a currency have: 2 for GBP, 0 for JPY. */
function fractionDigits(currency: string): number {
  let digits = digitsByCurrency.get(currency);
  if (digits === undefined) {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    digitsByCurrency.set(currency, digits);
  }
  return digits;
}

/** Writes minor units as an exact decimal. */
export function toPublicMoney(currency: string, minorUnits: bigint): PublicMoney {
  const digits = fractionDigits(currency);
  const sign = minorUnits < 0n ? "-" : "";
  const text = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(digits + 1, "0");
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { amount: sign + amount, currency };
}

/**
 * Reads an amount such as "12.99" or "13" as minor units.
 *
 * @param field Named by the error when it is no amount, or has more decimals than the currency.
 */
export function readPrice(amount: string | null | undefined, field: string, currency: string): bigint | undefined {
  if (amount === undefined || amount === null) return undefined;
  const digits = fractionDigits(currency);
  const [, whole, fraction = ""] = /^(\d{1,12})(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole !== undefined && fraction.length <= digits) return BigInt(whole + fraction.padEnd(digits, "0"));
  const allowed = `must be an amount with at most ${digits} decimals`;
  throw invalidArgument(`Cannot read "${field}": it is no amount in ${currency}`, field, allowed);
}
