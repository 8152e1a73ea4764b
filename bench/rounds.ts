/** Does as much of something as it can for so many seconds, and tells how much that was a second. */
export type Work = (seconds: number) => Promise<number>;

/** How two kinds of work compare. Rates are medians over the rounds; ratios are taken within a round. */
export interface Comparison {
  floor: number;
  ours: number;
  ratio: number;
  lowest: number;
  highest: number;
}

const ROUNDS = 5;
const ROUND_S = 1.5;
/** Code is compiled while it is used: a cold process takes half as long again for a request. */
const WARM_UP_S = 4;

/**
 * Runs the floor and what is compared with it in turns, after warming all up. The machine may slow down or be shared at any
 * time: what is measured within a second or two of each other can be compared, absolute figures cannot.
 */
export async function compare<K extends string>(floor: Work, ours: Record<K, Work>): Promise<Record<K, Comparison>> {
  const names = Object.keys(ours) as K[];
  for (const work of [floor, ...names.map((name) => ours[name])]) await work(WARM_UP_S);
  const rounds: { floor: number; ours: number[] }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const rate = await floor(ROUND_S);
    const rates: number[] = [];
    for (const name of names) rates.push(await ours[name](ROUND_S));
    rounds.push({ floor: rate, ours: rates });
  }
  const compared = names.map((name, i) => {
    const ratios = rounds.map((round) => round.ours[i]! / round.floor);
    return [name, {
      floor: median(rounds.map((round) => round.floor)),
      ours: median(rounds.map((round) => round.ours[i]!)),
      ratio: median(ratios),
      lowest: Math.min(...ratios),
      highest: Math.max(...ratios),
    }];
  });
  return Object.fromEntries(compared);
}

/** The middle one of some figures; of an even number, the upper of the two. */
export function median(figures: number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Calls something over and over, so many at a time. */
export function closedLoop(concurrency: number, call: () => Promise<unknown>): Work {
  return async (seconds) => {
    const start = performance.now();
    const end = start + seconds * 1000;
    let calls = 0;
    await inLoops(concurrency, () => performance.now() < end && ++calls > 0, call);
    return calls * 1000 / (performance.now() - start);
  };
}

/** Calls something `count` times, so many at a time. */
export async function repeat(concurrency: number, count: number, call: () => Promise<unknown>): Promise<void> {
  let calls = 0;
  await inLoops(concurrency, () => calls++ < count, call);
}

async function inLoops(concurrency: number, goesOn: () => boolean, call: () => Promise<unknown>): Promise<void> {
  await Promise.all(Array.from({ length: concurrency }, async () => {
    while (goesOn()) await call();
  }));
}
