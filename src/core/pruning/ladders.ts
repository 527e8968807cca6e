/**
 * Ladders: the weights of many sketches summed up from the smallest, edge by edge of their bins, so that what lies above
 * any threshold is found without a search. Sums at the edges of bins are exact; between them magnitudes are taken to be
 * spread evenly over the width that their mean and spread tell, as curves take them (sketch/curve.ts).
 */
import type { SketchColumns } from '../sketch/columns.ts';
import { shapeOf } from '../sketch/curve.ts';
import { binEdge, binOf, SKETCH_BINS } from '../sketch/levels.ts';

/** Of everything that is summed: number of weights, Σ|w| and Σw², in this order. */
export const COUNT = 0;
export const MASS = 1;
export const ENERGY = 2;
/** How many sums there are. */
export const SUMS = 3;

/** Bins beyond this many below the largest are summed up in one: they hold less than can be seen. */
const MOST_BINS = 40 * SKETCH_BINS;

export interface Ladders {
  readonly rows: number;
  /** Bin of each row's first edge. */
  readonly firstBin: Int32Array;
  /** Row r has the edges start[r] … start[r + 1] − 1; one more than bins, or none where it has no weights. */
  readonly start: Uint32Array;
  /** Edge by edge the three sums of what is below it; 0 at a row's first, all of it at its last. */
  readonly below: Float64Array;
  /** Rows of which every magnitude is known, as they are: magnitudes rising. */
  readonly exact: ExactRows;
}

interface ExactRows {
  /** Row r has the magnitudes start[r] … start[r + 1] − 1; none where it is only known in bins. */
  readonly start: Uint32Array;
  readonly magnitude: Float64Array;
  /** Magnitude by magnitude the three sums of all below it. */
  readonly below: Float64Array;
}

/**
 * Sums at or above a threshold, SUMS each: what is supposed, and the least and the most that it can be. Added to, so that one
 * array sums many rows.
 */
export interface Above {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function newAbove(): Above {
  return { value: new Float64Array(SUMS), low: new Float64Array(SUMS), high: new Float64Array(SUMS) };
}

/** Ladders of some rows of a scan's sketches. */
export function laddersOfParts(columns: SketchColumns, parts: Uint32Array): Ladders {
  const firstBin = new Int32Array(parts.length);
  const start = new Uint32Array(parts.length + 1);
  const exactStart = new Uint32Array(parts.length + 1);
  parts.forEach((part, row) => {
    const [from, end] = [columns.levelStart[part]!, columns.levelStart[part + 1]!];
    const isExact = columns.binsPerOctave[part] === 0;
    exactStart[row + 1] = exactStart[row]! + (isExact ? end - from : 0);
    start[row + 1] = start[row]!;
    if (from === end) return;
    const last = binOf(columns.mean[end - 1]!, SKETCH_BINS);
    firstBin[row] = Math.max(binOf(columns.mean[from]!, SKETCH_BINS), last + 1 - MOST_BINS);
    start[row + 1]! += last + 2 - firstBin[row];
  });
  const exact = {
    start: exactStart,
    magnitude: new Float64Array(exactStart[parts.length]!),
    below: new Float64Array(SUMS * exactStart[parts.length]!),
  };
  const ladders: Ladders = {
    rows: parts.length,
    firstBin,
    start,
    below: new Float64Array(SUMS * start[parts.length]!),
    exact,
  };
  parts.forEach((part, row) => climb(ladders, columns, { part, row }));
  return ladders;
}

/** Sums the levels of a part into the bins of its row; those of an exact one also one by one. */
function climb(
  { firstBin, start, below, exact }: Ladders,
  { levelStart, mean, count, spread }: SketchColumns,
  { part, row }: { readonly part: number; readonly row: number },
): void {
  let edge = start[row]!;
  let place = exact.start[row]!;
  const isExact = place < exact.start[row + 1]!;
  let [weights, mass, energy] = [0, 0, 0];
  for (let level = levelStart[part]!; level < levelStart[part + 1]!; level++) {
    const m = mean[level]!;
    const bin = Math.max(0, binOf(m, SKETCH_BINS) - firstBin[row]!);
    for (; edge <= start[row]! + bin; edge++) setSums(below, edge, weights, mass, energy);
    if (isExact) {
      exact.magnitude[place] = m;
      setSums(exact.below, place++, weights, mass, energy);
    }
    const s = Math.min(spread[level]!, m);
    weights += count[level]!;
    mass += count[level]! * m;
    energy += count[level]! * (m * m + s * s);
  }
  for (; edge < start[row + 1]!; edge++) setSums(below, edge, weights, mass, energy);
}

function setSums(below: Float64Array, at: number, weights: number, mass: number, energy: number): void {
  below[SUMS * at + COUNT] = weights;
  below[SUMS * at + MASS] = mass;
  below[SUMS * at + ENERGY] = energy;
}

/** One of the sums over all of a row. */
export function rowTotal({ start, below }: Ladders, row: number, sum: number): number {
  const end = start[row + 1]!;
  return end > start[row]! ? below[SUMS * (end - 1) + sum]! : 0;
}

/** Adds what a row has at or above `threshold` (> 0); returns whether that is known exactly. */
export function addAbove(
  ladders: Ladders,
  { row, threshold }: { readonly row: number; readonly threshold: number },
  sums: Above,
): boolean {
  const { start, firstBin, exact } = ladders;
  if (exact.start[row]! < exact.start[row + 1]!) {
    addExactlyAbove(ladders, row, threshold, sums);
    return true;
  }
  const end = start[row + 1]! - 1;
  const bin = binOf(threshold, SKETCH_BINS);
  const edge = start[row]! + bin - firstBin[row]!;
  if (edge >= end) return true;
  if (edge < start[row]!) {
    addFrom(sums, ladders, start[row]!, end);
    return true;
  }
  const own = ladders.below[SUMS * (edge + 1)]! - ladders.below[SUMS * edge]!;
  const isLumped = edge === start[row] && end - start[row] === MOST_BINS;
  if (own === 0 || (threshold === binEdge(bin, SKETCH_BINS) && !isLumped)) {
    addFrom(sums, ladders, edge, end);
    return true;
  }
  for (let sum = 0; sum < SUMS; sum++) {
    const all = ladders.below[SUMS * end + sum]!;
    sums.high[sum]! += all - ladders.below[SUMS * edge + sum]!;
    const above = all - ladders.below[SUMS * (edge + 1) + sum]!;
    sums.low[sum]! += above;
    sums.value[sum]! += above;
  }
  const at = SUMS * edge;
  const [mass, energy] = [MASS, ENERGY].map(
    (sum) => ladders.below[at + SUMS + sum]! - ladders.below[at + sum]!,
  );
  addPart(sums.value, contentsOf({ count: own, mass: mass!, energy: energy! }, bin), threshold);
  return false;
}

function addFrom({ value, low, high }: Above, { below }: Ladders, edge: number, end: number): void {
  for (let sum = 0; sum < SUMS; sum++) {
    const above = below[SUMS * end + sum]! - below[SUMS * edge + sum]!;
    value[sum]! += above;
    low[sum]! += above;
    high[sum]! += above;
  }
}

function addExactlyAbove(ladders: Ladders, row: number, threshold: number, sums: Above): void {
  const { start, magnitude, below } = ladders.exact;
  let low = start[row]!;
  let high = start[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (magnitude[middle]! < threshold) low = middle + 1;
    else high = middle;
  }
  if (low === start[row + 1]!) return;
  for (let sum = 0; sum < SUMS; sum++) {
    const above = rowTotal(ladders, row, sum) - below[SUMS * low + sum]!;
    sums.value[sum]! += above;
    sums.low[sum]! += above;
    sums.high[sum]! += above;
  }
}

/** Weights of one bin, taken to be spread evenly over [top − width, top]. */
export interface BinContents {
  readonly count: number;
  readonly top: number;
  readonly width: number;
}

export function contentsOf(
  { count, mass, energy }: { readonly count: number; readonly mass: number; readonly energy: number },
  bin: number,
): BinContents {
  const [lo, hi] = [binEdge(bin, SKETCH_BINS), binEdge(bin + 1, SKETCH_BINS)];
  // differences of sums have lost digits
  const mean = Math.min(Math.max(mass / count, lo), hi * (1 - 2 ** -53));
  const spread = Math.sqrt(Math.max(0, energy / count - mean * mean));
  const { width } = shapeOf({ mean, spread }, SKETCH_BINS);
  return { count, top: mean + width / 2, width };
}

/** Those of the bin that reach the threshold. */
function addPart(sums: Float64Array, { count, top, width }: BinContents, threshold: number): void {
  const reach = width > 0 ? Math.min(1, Math.max(0, (top - threshold) / width)) : top >= threshold ? 1 : 0;
  const middle = top - (reach * width) / 2;
  sums[COUNT]! += count * reach;
  sums[MASS]! += count * reach * middle;
  sums[ENERGY]! += count * reach * (middle * middle + (reach * width) ** 2 / 12);
}
