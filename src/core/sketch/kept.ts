/** How many weights of each of many sketches lie at or above a threshold: fast enough to follow a finger. */
import { binEdge, binOf } from './levels.ts';
import type { SketchColumns } from './columns.ts';

/** Counts a row, interpolated linearly inside the bin that the threshold (> 0) falls in. */
export function keptCounts(columns: SketchColumns, threshold: number): Float64Array {
  const kept = new Float64Array(columns.rows);
  for (let row = 0; row < columns.rows; row++) {
    const from = columns.levelStart[row]!;
    const binsPerOctave = columns.binsPerOctave[row]!;
    let count = 0;
    for (let at = columns.levelStart[row + 1]! - 1; at >= from; at--) {
      const mean = columns.mean[at]!;
      const share =
        binsPerOctave === 0 ? Number(mean >= threshold) : shareAbove(mean, threshold, binsPerOctave);
      if (share === 0) break;
      count += columns.count[at]! * share;
    }
    kept[row] = count;
  }
  return kept;
}

/** Share of a bin's weights above the threshold: all, none, or by the place of the threshold inside the bin. */
function shareAbove(mean: number, threshold: number, binsPerOctave: number): number {
  const bin = binOf(mean, binsPerOctave);
  const lower = binEdge(bin, binsPerOctave);
  if (lower >= threshold) return 1;
  const upper = binEdge(bin + 1, binsPerOctave);
  return upper <= threshold ? 0 : (upper - threshold) / (upper - lower);
}
