/** Writes an amount for people: "£12.99". */
export function moneyText(currency: string, minorUnits: bigint): string {
  const format = new Intl.NumberFormat("en-GB", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  // A decimal as text, because a number would lose digits
  return format.format(`${minorUnits}E-${digits}` as `${number}`);
}
