import { allocate } from "./allocate.ts";
import { roundedShare } from "./round.ts";
import type { Promotion } from "./terms.ts";

/** Parts per million in one. */
const MILLION = 1_000_000n;

/** A line that promotions may take something off. */
export interface DiscountedLine {
  categoryId: bigint;
  /** What it costs before promotions; minor units. */
  amount: bigint;
  /** What promotions take off it, so far. */
  discount: bigint;
}

/** Whether a promotion is for things of a category. */
export function isFor(promotion: Promotion, categoryId: bigint): boolean {
  return promotion.categoryIds === null || promotion.categoryIds.includes(categoryId);
}

/**
 * Takes a promotion off lines: adds to their `discount`.
 *
 * Every promotion is reckoned from what lines cost before all of them, and takes of each at most what is left. So one more
 * promotion never leaves more to pay of any line, whatever it is and wherever it stands.
 *
 * @param lines in an order that does not depend on how they came in: the first get the units that do not divide
 * @returns what it takes off them all
 */
export function applyPromotion(promotion: Promotion, lines: DiscountedLine[]): bigint {
  const eligible = lines.filter((line) => isFor(promotion, line.categoryId));
  const worth = eligible.reduce((sum, line) => sum + line.amount, 0n);
  const wanted = worthOf(promotion, worth);
  const shares = allocate(wanted, eligible.map((line) => line.amount));
  const taken = eligible.reduce((sum, line, index) => sum + take(line, shares[index]!), 0n);
  if (promotion.kind !== "amount") return taken;
  // What earlier promotions left too little of: an amount is off the order, whichever lines bear it
  return eligible.reduce((sum, line) => sum + take(line, wanted - sum), taken);
}

function worthOf({ kind, value }: Promotion, worth: bigint): bigint {
  if (kind === "percent") return roundedShare(worth, value, MILLION);
  if (kind === "amount") return value < worth ? value : worth;
  return 0n;
}

/** Takes an amount off a line, or what is left of it. */
function take(line: DiscountedLine, wanted: bigint): bigint {
  const left = line.amount - line.discount;
  const taken = wanted < left ? wanted : left;
  line.discount += taken;
  return taken;
}
