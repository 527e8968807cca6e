/** Means over neighbouring points: what a noisy line comes to. */

export type LinePoint = readonly [x: number, y: number];

/**
 * One point for each stretch of x, the mean of the points in it; at most about `most` of them. Stretches are powers of
 * two and begin at 0, so that a point that is drawn stays where it is while the line grows. NaN is left out.
 */
export function smoothed(points: readonly LinePoint[], most: number): readonly LinePoint[] {
  const known = points.filter(([, y]) => !Number.isNaN(y));
  const [first, last] = [known[0]?.[0] ?? 0, known.at(-1)?.[0] ?? 0];
  const stretch = 2 ** Math.max(0, Math.ceil(Math.log2((last - first) / most)));
  const means: LinePoint[] = [];
  for (let from = 0; from < known.length;) {
    const group = Math.floor(known[from]![0] / stretch);
    let [to, sumX, sumY] = [from, 0, 0];
    for (; to < known.length && Math.floor(known[to]![0] / stretch) === group; to++) {
      sumX += known[to]![0];
      sumY += known[to]![1];
    }
    means.push([sumX / (to - from), sumY / (to - from)]);
    from = to;
  }
  return means;
}

/** Value of the last point at or before x; NaN before the first. */
export function valueAt(points: readonly LinePoint[], x: number): number {
  return lastPoint(points, x)?.[1] ?? NaN;
}

/** The last point at or before x; null before the first. */
export function lastPoint(points: readonly LinePoint[], x: number): LinePoint | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]![0] <= x) low = middle + 1;
    else high = middle;
  }
  return points[low - 1] ?? null;
}
