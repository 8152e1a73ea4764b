/** A line of an order, of which units come back. */
export interface ReturnedLine {
  /** What was paid for the whole line, in minor units: its price less its discount, and its tax where that comes on top. */
  paid: bigint;
  /** Units bought. */
  bought: number;
  /** Units that came back before. */
  before: number;
  /** Units that come back now. */
  now: number;
}

/**
 * What was paid for the units that come back now, in minor units.
 *
 * The share of all units that ever came back is rounded down, and what was given for the earlier ones taken off it: however a line
 * comes back in parts, the parts sum to what was paid for it, and never to more.
 */
export function refundAmount({ paid, bought, before, now }: ReturnedLine): bigint {
  const share = (units: number) => paid * BigInt(units) / BigInt(bought);
  return share(before + now) - share(before);
}
