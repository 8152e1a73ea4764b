/** The part of a sequence from `start` up to `end`, without `end`. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** Redis's inclusive range, where a negative index counts from the end, as a slice of a sequence of this length. */
export function sliceOf(length: number, first: number, last: number): Slice {
  const start = Math.max(0, first < 0 ? length + first : first);
  const end = Math.min(length, (last < 0 ? length + last : last) + 1);
  return start < end ? { start, end } : { start: 0, end: 0 };
}
