/** Writes an amount of minor units for people: "£12.99", "¥1,200". */
export function formatAmount(minorUnits: bigint, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(`${minorUnits}E-${digits}` as Intl.StringNumericLiteral); // as text: exact at any size
}

/** Writes a day for people: "15 June 2026", by UTC. */
export function formatDay(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(at);
}

/** Writes the name of a country, by its code of two letters. */
export function formatCountry(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: "region" }).of(code) ?? code;
}

/** "1 thing", "2 things". */
export function formatCount(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
