/** Work on many things, a few at a time: a browser allows six connections to a host, and memory has an end too. */
const AT_ONCE = 6;

/** `work` on every item, results in order. After a failure nothing further is begun. */
export async function mapAtOnce<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  async function takeTurns(): Promise<void> {
    while (next < items.length) {
      const turn = next++;
      results[turn] = await work(items[turn]!, turn);
    }
  }
  const turns = Array.from({ length: Math.min(AT_ONCE, items.length) }, takeTurns);
  await Promise.all(turns).catch((error: unknown) => {
    next = items.length;
    throw error;
  });
  return results;
}
