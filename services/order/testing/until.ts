const LIMIT_MS = 10_000;
const POLL_MS = 5;

/** Waits for a condition; fails when it has not come true in ten seconds. */
export async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const limit = Date.now() + LIMIT_MS;
  while (!await isTrue()) {
    if (Date.now() > limit) throw new Error(`Cannot go on: not true after ${LIMIT_MS} ms: ${isTrue}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
