/** How many weights of each of many sketches lie at or above a threshold: fast enough to follow a finger. */
import type { SketchColumns } from './columns.ts';
import { shapeOf } from './curve.ts';

/** Of F32 and BF16: all below share the lowest bin. */
const SMALLEST_NORMAL = 2 ** -126;

/** Counts a row, the same as `rankOfMagnitude` of the row's curve gives, without making one. */
export function keptCounts(columns: SketchColumns, threshold: number): Float64Array {
  const kept = new Float64Array(columns.rows);
  // no bin reaches down to half its mean, but for the lowest one
  const surelyAbove = Math.max(2 * threshold, SMALLEST_NORMAL);
  for (let row = 0; row < columns.rows; row++) {
    const from = columns.levelStart[row]!;
    let at = columns.levelStart[row + 1]! - 1;
    let count = 0;
    for (; at >= from && columns.mean[at]! >= surelyAbove; at--) count += columns.count[at]!;
    for (let share = 1; at >= from && share === 1; at--) {
      share = shareAbove(columns, { row, at, threshold });
      count += columns.count[at]! * share;
    }
    kept[row] = count;
  }
  return kept;
}

/** Share of a level's weights at or above the threshold. */
function shareAbove(
  columns: SketchColumns,
  { row, at, threshold }: { row: number; at: number; threshold: number },
): number {
  const level = { mean: columns.mean[at]!, spread: columns.spread[at]! };
  const { width } = shapeOf(level, columns.binsPerOctave[row]! || null);
  if (level.mean - width / 2 >= threshold) return 1;
  return width > 0 ? Math.max(0, (level.mean + width / 2 - threshold) / width) : 0;
}
