/** How often and when something that failed is tried again. */
export interface RetryPolicy {
  /** Attempts in all; 5 unless given. */
  attempts?: number;
  /** Longest pause before the second attempt, in milliseconds; it doubles with each further one. 200 unless given. */
  firstMs?: number;
  /** Longest pause of all, in milliseconds; a minute unless given. */
  maxMs?: number;
}

/** For steps, unless they say otherwise. */
export const STEP_RETRY: Required<RetryPolicy> = { attempts: 5, firstMs: 200, maxMs: 60_000 };

/** For a body that fails outside its steps, and for undoing: over an hour or two, then staff must look. */
export const RUN_RETRY: Required<RetryPolicy> = { attempts: 20, firstMs: 200, maxMs: 20 * 60_000 };

/**
 * Milliseconds until the next attempt after `failures` failed ones: exponential, anywhere between none and all of it, so that
 * those who failed together do not come back together.
 */
export function backoff(failures: number, policy: Required<RetryPolicy>, random: () => number): number {
  return random() * Math.min(policy.maxMs, policy.firstMs * 2 ** (failures - 1));
}
