/** An amount as the contracts carry it: whole minor units of an ISO 4217 currency. */
export interface Amount {
  readonly currencyCode: string;
  readonly minorUnits: bigint;
}

/** The currency of a list that has no price to take it from. */
export const SHOP_CURRENCY = "GBP";

const LOCALE = "en-GB";
// Making a format costs a hundred times what using it does.
const formats = new Map<string, Intl.NumberFormat>();

function formatOf(currency: string, whole: boolean): Intl.NumberFormat {
  const key = `${currency} ${whole}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE, {
      style: "currency",
      currency,
      ...(whole && { trailingZeroDisplay: "stripIfInteger" }),
    });
    formats.set(key, format);
  }
  return format;
}

/**
 * Writes an amount for people: "£12.99".
 *
 * @param options.whole leaves out the decimals of a whole amount: "£12"
 */
export function formatMoney({ currencyCode, minorUnits }: Amount, { whole = false } = {}): string {
  return formatOf(currencyCode, whole).format(decimal(currencyCode, minorUnits));
}

/** Writes an amount for machines: "12.99". */
export function decimal(currencyCode: string, minorUnits: bigint): `${number}` {
  const digits = formatOf(currencyCode, false).resolvedOptions().maximumFractionDigits ?? 0;
  const sign = minorUnits < 0n ? "-" : "";
  const text = String(minorUnits < 0n ? -minorUnits : minorUnits).padStart(digits + 1, "0");
  const split = text.length - digits;
  return `${sign}${text.slice(0, split)}${digits > 0 ? "." : ""}${text.slice(split)}` as `${number}`;
}
