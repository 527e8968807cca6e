/** Every subset of 0 … n − 1 of a size, each rising: what counting arguments are compared with. */
export function subsets(n: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: n }, (_, last) => last)
    .slice(size - 1)
    .flatMap((last) => subsets(last, size - 1).map((rest) => [...rest, last]));
}
