/**
 * The one rule by which money is rounded: `amount * numerator / denominator` to the nearest whole minor unit, a half away from
 * zero. docs/adr/0008-money-and-rounding.md says why.
 *
 * @param denominator greater than zero
 */
export function roundedShare(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  const product = amount * numerator;
  const half = product < 0n ? -denominator : denominator;
  return (2n * product + half) / (2n * denominator);
}
