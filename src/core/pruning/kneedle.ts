/**
 * The knee of a curve that falls: Satopää, Albrecht, Irwin and Raghavan, "Finding a Kneedle in a Haystack" (2011), as the
 * library kneed has it for concave, decreasing curves.
 */

export interface KneedleOptions {
  /** S: how far the curve has to turn away, in steps between points, before a knee is one. */
  readonly sensitivity?: number;
}

/** By rising x. */
export type CurvePoint = readonly [x: number, y: number];

/**
 * Index of the knee; null where there is none, as of a curve that never falls. Read from the right, such a curve rises and
 * levels off: the knee is where it stands highest above the straight line to its end.
 */
export function kneeOfFall(
  points: readonly CurvePoint[],
  { sensitivity = 1 }: KneedleOptions = {},
): number | null {
  const above = heightAboveLine(points);
  if (above === null) return null;
  const knee = firstKnee(above, sensitivity / (points.length - 1));
  return knee === null ? null : points.length - 1 - knee;
}

/** From right to left, both axes stretched to [0, 1]. */
function heightAboveLine(points: readonly CurvePoint[]): readonly number[] | null {
  const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  const values = points.map(([, y]) => y);
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  if (points.length < 3 || !(last > first) || !(range > 0 && range < Infinity)) return null;
  return points.map(([x, y]) => (y - low) / range - (last - x) / (last - first)).reverse();
}

/** The first maximum from which the curve comes down by more than `fall` before it turns up again. */
function firstKnee(above: readonly number[], fall: number): number | null {
  let maximum: number | null = null;
  let threshold = 0;
  for (let i = 0; i + 1 < above.length; i++) {
    const [before, here, after] = [above[i - 1] ?? -Infinity, above[i]!, above[i + 1]!];
    const isMaximum = i > 0 && here >= before && here >= after;
    const isMinimum = i > 0 && here <= before && here <= after;
    if (isMaximum) {
      maximum = i;
      threshold = here - fall;
    }
    if (isMinimum) threshold = 0;
    if (maximum !== null && after < threshold) return maximum;
  }
  return null;
}
