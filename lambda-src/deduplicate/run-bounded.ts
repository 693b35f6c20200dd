/**
 * Runs `task` for every item, at most `limit` at a time, started in order. Rejects with the first rejection of a task.
 *
 * @param limit 1 or more
 */
export async function runBounded<T>(
  items: readonly T[],
  limit: number,
  task: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const remaining = items.entries();
  const work = async () => {
    for (const [index, item] of remaining) {
      await task(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
}
