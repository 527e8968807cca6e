/**
 * The knee of a curve that falls: Satopää, Albrecht, Irwin and Raghavan, "Finding a Kneedle in a Haystack" (2011), as the
 * library kneed has it for concave, decreasing curves of evenly spaced points.
 */

export interface KneedleOptions {
  /** S: how far the curve has to turn away, in steps between points, before a knee is one. */
  readonly sensitivity?: number;
}

/**
 * Index of the knee among values at even distances; null where there is none, as of a curve that never falls. Read from the
 * right, such a curve rises and levels off: the knee is where it stands highest above the straight line to its end.
 */
export function kneeOfFall(
  values: readonly number[],
  { sensitivity = 1 }: KneedleOptions = {},
): number | null {
  const above = heightAboveLine(values.toReversed());
  if (above === null) return null;
  const knee = firstKnee(above, sensitivity / (values.length - 1));
  return knee === null ? null : values.length - 1 - knee;
}

/** Both axes are stretched to [0, 1]. */
function heightAboveLine(values: readonly number[]): readonly number[] | null {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  if (values.length < 3 || !(range > 0 && range < Infinity)) return null;
  return values.map((value, i) => (value - low) / range - i / (values.length - 1));
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
