import { formatMoney } from "./money.ts";

/** What a price band is called: "Under £10", "£10 to £20", "£100 and over". */
export function bandName({ min, max }: { min: bigint; max?: bigint }, currency: string): string {
  const write = (minorUnits: bigint) => formatMoney({ currencyCode: currency, minorUnits }, { whole: true });
  if (max === undefined) return `${write(min)} and over`;
  return min === 0n ? `Under ${write(max + 1n)}` : `${write(min)} to ${write(max + 1n)}`;
}
