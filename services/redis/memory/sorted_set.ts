import type { Bytes } from "../bytes.ts";

/** Bytes that a member costs beside its text: a map slot, an array slot and the pair. */
const MEMBER_OVERHEAD = 112;

/** A member with its score. */
export interface Scored {
  readonly member: Bytes;
  readonly score: number;
}

/** One end of a range of scores. */
export interface Bound {
  readonly score: number;
  readonly exclusive: boolean;
}

/** A Redis sorted set: scores by member, and the members in the order of score, then of bytes. */
export class SortedSet {
  bytes = 0;
  readonly #scores = new Map<Bytes, number>();
  readonly #sorted: Scored[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  /** All members in order; not to be kept across a change. */
  get sorted(): readonly Scored[] {
    return this.#sorted;
  }

  score(member: Bytes): number | undefined {
    return this.#scores.get(member);
  }

  /** The member's place from the lowest score, or undefined. */
  rank(member: Bytes): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#place({ member, score });
  }

  set(member: Bytes, score: number): void {
    this.delete(member);
    // Adding zero makes a plain zero of a negative one, as Redis stores it.
    const scored = { member, score: score + 0 };
    this.#sorted.splice(this.#place(scored), 0, scored);
    this.#scores.set(member, scored.score);
    this.bytes += MEMBER_OVERHEAD + member.length;
  }

  delete(member: Bytes): boolean {
    const rank = this.rank(member);
    if (rank === undefined) return false;
    this.deleteRanks(rank, rank + 1);
    return true;
  }

  /** Takes out the members with ranks from `start` up to `end`, without `end`, and returns them. */
  deleteRanks(start: number, end: number): Scored[] {
    const deleted = this.#sorted.splice(start, end - start);
    for (const { member } of deleted) {
      this.#scores.delete(member);
      this.bytes -= MEMBER_OVERHEAD + member.length;
    }
    return deleted;
  }

  /** The ranks of the members within two scores: from `start` up to `end`, without `end`. */
  ranksWithin(min: Bound, max: Bound): { start: number; end: number } {
    const start = this.#firstRank((s) => min.exclusive ? s.score > min.score : s.score >= min.score);
    const end = this.#firstRank((s) => max.exclusive ? s.score >= max.score : s.score > max.score);
    return { start, end: Math.max(start, end) };
  }

  #place(wanted: Scored): number {
    return this.#firstRank((s) => s.score === wanted.score ? s.member >= wanted.member : s.score > wanted.score);
  }

  /** The first rank from which on the condition holds. */
  #firstRank(holds: (scored: Scored) => boolean): number {
    let low = 0, high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(this.#sorted[middle]!)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
