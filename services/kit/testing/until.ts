/** Longer than anything takes on a machine that has other things to do; a test that hangs is told of all the same. */
const LIMIT_MS = 60_000;
const POLL_MS = 5;

/** Waits for a condition; fails when it has not come true in a minute. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!await isTrue()) {
    if (performance.now() > limit) throw new Error(`Cannot go on: not true after ${LIMIT_MS} ms: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
