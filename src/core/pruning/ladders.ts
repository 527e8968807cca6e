/**
 * Ladders: levels of many sketches with their sums from the largest magnitude down, so that what lies above a threshold is
 * one search away. Binned levels are exact at the edges of bins; between them magnitudes are taken to be spread evenly over
 * the width that their mean and spread tell, as curves take them (sketch/curve.ts).
 */
import { levelsAt, type SketchColumns } from '../sketch/columns.ts';
import { shapeOf } from '../sketch/curve.ts';
import { binEdge, binOf, type Levels } from '../sketch/levels.ts';

export interface Ladders {
  readonly rows: number;
  /** Row r has the levels start[r] … start[r + 1] − 1, by rising magnitude. */
  readonly start: Uint32Array;
  /** Bins an octave of each row; 0 where each level is one magnitude. */
  readonly binsPerOctave: Uint8Array;
  readonly mean: Float64Array;
  /** Full width of the range over which a level is taken to be spread. */
  readonly width: Float32Array;
  /** Weights, Σ|w| and Σw² of the level and all above it in its row. */
  readonly count: Float64Array;
  readonly mass: Float64Array;
  readonly energy: Float64Array;
}

export interface Amounts {
  count: number;
  mass: number;
  energy: number;
}

/** What lies at or above a threshold, and between what limits it lies for certain. */
export interface Above {
  readonly value: Amounts;
  readonly low: Amounts;
  readonly high: Amounts;
}

export function noAmounts(): Amounts {
  return { count: 0, mass: 0, energy: 0 };
}

export function emptyAbove(): Above {
  return { value: noAmounts(), low: noAmounts(), high: noAmounts() };
}

export function laddersOf(rows: readonly Levels[]): Ladders {
  const levels = rows.reduce((sum, { mean }) => sum + mean.length, 0);
  const ladders = {
    rows: rows.length,
    start: new Uint32Array(rows.length + 1),
    binsPerOctave: Uint8Array.from(rows, ({ binsPerOctave }) => binsPerOctave ?? 0),
    mean: new Float64Array(levels),
    width: new Float32Array(levels),
    count: new Float64Array(levels),
    mass: new Float64Array(levels),
    energy: new Float64Array(levels),
  };
  let at = 0;
  rows.forEach((row, r) => {
    climb(ladders, row, at);
    at += row.mean.length;
    ladders.start[r + 1] = at;
  });
  return ladders;
}

/** Ladders of some rows of a scan's sketches. */
export function laddersOfParts(columns: SketchColumns, parts: Uint32Array): Ladders {
  return laddersOf(Array.from(parts, (part) => levelsAt(columns, part)));
}

function climb(ladders: Ladders, { mean, count, spread, binsPerOctave }: Levels, from: number): void {
  let [weights, mass, energy] = [0, 0, 0];
  for (let i = mean.length - 1; i >= 0; i--) {
    const m = mean[i]!;
    const s = Math.min(spread[i]!, m);
    ladders.mean[from + i] = m;
    ladders.width[from + i] = shapeOf({ mean: m, spread: spread[i]! }, binsPerOctave).width;
    ladders.count[from + i] = weights += count[i]!;
    ladders.mass[from + i] = mass += count[i]! * m;
    ladders.energy[from + i] = energy += count[i]! * (m * m + s * s);
  }
}

/** Adds what row `row` has at or above `threshold` (> 0) to `sums`; returns whether it is known exactly. */
export function addAbove(
  ladders: Ladders,
  { row, threshold }: { readonly row: number; readonly threshold: number },
  sums: Above,
): boolean {
  const { start, mean, width, binsPerOctave } = ladders;
  const bins = binsPerOctave[row]!;
  const edge = bins === 0 ? threshold : binEdge(binOf(threshold, bins), bins);
  const end = start[row + 1]!;
  // the first level that reaches the threshold, or its bin
  let low = start[row]!;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (mean[middle]! < edge) low = middle + 1;
    else high = middle;
  }
  if (low === end) return true;
  const isCut = threshold > edge && binOf(mean[low]!, bins) === binOf(threshold, bins);
  addSums(sums.high, ladders, low, 1);
  if (!isCut) {
    addSums(sums.value, ladders, low, 1);
    addSums(sums.low, ladders, low, 1);
    return true;
  }
  if (low + 1 < end) {
    addSums(sums.value, ladders, low + 1, 1);
    addSums(sums.low, ladders, low + 1, 1);
  }
  addPart(sums.value, { ladders, at: low, end, threshold, top: mean[low]! + width[low]! / 2 });
  return false;
}

function addSums(sums: Amounts, { count, mass, energy }: Ladders, at: number, share: number): void {
  sums.count += share * count[at]!;
  sums.mass += share * mass[at]!;
  sums.energy += share * energy[at]!;
}

interface Cut {
  readonly ladders: Ladders;
  readonly at: number;
  /** End of the row. */
  readonly end: number;
  readonly threshold: number;
  /** Upper end of the level's range. */
  readonly top: number;
}

/** Weights of the level `at` spread evenly over [top − width, top], as far as they reach the threshold. */
function addPart(sums: Amounts, { ladders, at, end, threshold, top }: Cut): void {
  const { mean, width, count } = ladders;
  const w = width[at]!;
  const own = count[at]! - (at + 1 < end ? count[at + 1]! : 0);
  const share = w > 0 ? Math.min(1, Math.max(0, (top - threshold) / w)) : mean[at]! >= threshold ? 1 : 0;
  const middle = top - (share * w) / 2;
  sums.count += own * share;
  sums.mass += own * share * middle;
  sums.energy += own * share * (middle * middle + (share * w) ** 2 / 12);
}
