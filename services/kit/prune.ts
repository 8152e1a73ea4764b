/** Rows in one statement: bounds how long anything waits for it. */
const BATCH = 1_000;

/**
 * Removes rows a batch at a time, each in a transaction of its own, until none is left to remove.
 *
 * @param removeBatch removes at most `limit` rows, and tells how many
 * @param signal abort to stop after the batch at work
 * @returns how many rows were removed
 */
export async function prune(
  removeBatch: (limit: number) => PromiseLike<{ count: number }>,
  signal?: AbortSignal,
): Promise<number> {
  for (let removed = 0;;) {
    signal?.throwIfAborted();
    const { count } = await removeBatch(BATCH);
    removed += count;
    if (count < BATCH) return removed;
  }
}
