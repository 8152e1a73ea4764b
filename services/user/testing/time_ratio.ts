/** What a noisy machine may make of two things that take the same time. */
const TOLERANCE = 1.5;
const ATTEMPTS = 4;

/**
 * How many times longer one thing takes than another: the ratio of the medians of many runs that alternate, so that whatever else
 * the machine does concerns both. When they seem to differ, they are looked at again, and longer.
 */
export async function timeRatio(
  rounds: number,
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<number> {
  for (let attempt = 1;; attempt++) {
    const times = await measure(attempt * rounds, [first, second]);
    const [a, b] = times.map((list) => list.sort((x, y) => x - y)[Math.floor(list.length / 2)]!);
    const ratio = Math.max(a! / b!, b! / a!);
    if (ratio < TOLERANCE || attempt === ATTEMPTS) return ratio;
  }
}

async function measure(rounds: number, kinds: readonly (() => Promise<unknown>)[]): Promise<number[][]> {
  const times: number[][] = [[], []];
  for (let n = 0; n < 2 * rounds; n++) {
    const kind = (n + Math.floor(n / 2)) % 2; // each goes first as often as the other
    const start = performance.now();
    await kinds[kind]!();
    times[kind]!.push(performance.now() - start);
  }
  return times;
}
