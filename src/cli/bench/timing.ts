/** Median milliseconds of something that is done again and again, the first times left out. */
export function medianMs(work: () => void, { warm, times }: { warm: number; times: number }): number {
  const all: number[] = [];
  for (let i = 0; i < warm + times; i++) {
    const begun = performance.now();
    work();
    if (i >= warm) all.push(performance.now() - begun);
  }
  return all.sort((a, b) => a - b)[all.length >> 1]!;
}
