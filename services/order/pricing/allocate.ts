/**
 * Splits an amount in proportion to weights, so that the parts sum to it exactly: each is its share rounded down, and what is
 * left goes, one unit each, to those that lost most by that; among equals to the first.
 *
 * @param amount not negative
 * @param weights not negative; where all are zero, `amount` must be zero too
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((sum, weight) => sum + weight, 0n);
  if (amount < 0n || weights.some((weight) => weight < 0n)) throw new RangeError("Cannot allocate: less than nothing");
  if (sum === 0n && amount > 0n) throw new RangeError(`Cannot allocate ${amount}: nothing weighs anything`);
  if (amount === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => amount * weight / sum);
  const left = Number(amount - parts.reduce((sum, part) => sum + part, 0n));
  const lost = weights.map((weight, index) => ({ index, lost: amount * weight % sum }));
  // Sorting is stable: equals stay in their order
  lost.sort((a, b) => a.lost > b.lost ? -1 : a.lost < b.lost ? 1 : 0);
  for (const { index } of lost.slice(0, left)) parts[index]! += 1n;
  return parts;
}
