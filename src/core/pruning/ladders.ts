/**
 * Ladders: the weights of many sketches summed up from the smallest, edge by edge of their bins, so that what lies above
 * any threshold is found without a search. Sums at the edges of bins are exact; between them magnitudes are taken to be
 * spread evenly over the width that their mean and spread tell, as curves take them (sketch/curve.ts).
 *
 * Sums of one edge lie side by side for all rows, as a slider asks for nearly the same edge of each: 36,000 rows laid out one
 * by one would be as many pages of memory to look up.
 */
import type { SketchColumns } from '../sketch/columns.ts';
import { binEdge, binOf, SKETCH_BINS } from '../sketch/levels.ts';
import { allSteps, type Steps } from '../steps.ts';

/** Of everything that is summed: number of weights, Σ|w| and Σw², in this order. */
export const COUNT = 0;
export const MASS = 1;
export const ENERGY = 2;
/** How many sums there are. */
export const SUMS = 3;

/** Forty octaves. What lies outside of them is counted in the first and the last, and only known to be somewhere there. */
const MOST_BINS = 40 * SKETCH_BINS;

export interface Ladders {
  readonly rows: number;
  /** Of all rows: the first bin, and how many there are. One edge more than bins. */
  readonly firstBin: number;
  readonly bins: number;
  /** True where the first or last bin holds what lies outside. */
  readonly hasOutside: boolean;
  /** The three sums of row r below edge e are at SUMS · (rows · e + r). */
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
 * Sums at or above thresholds, SUMS each: what is supposed, and the least and the most that it can be. They are added to, so
 * that one place sums many rows.
 */
export interface Above {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Of `places` sums each. */
export function newAbove(places: number): Above {
  const sums = () => new Float64Array(SUMS * places);
  return { value: sums(), low: sums(), high: sums() };
}

/** Rows between two rests: a few milliseconds. */
const ROWS_A_STEP = 256;

/** Ladders of some rows of a scan's sketches. */
export function laddersOfParts(columns: SketchColumns, parts: Uint32Array): Ladders {
  return allSteps(ladderSteps(columns, parts));
}

/** The same, with rests. */
export function* ladderSteps(columns: SketchColumns, parts: Uint32Array): Steps<Ladders> {
  const rows = parts.length;
  const range = yield* binRange(columns, parts);
  const exactStart = new Uint32Array(rows + 1);
  parts.forEach((part, row) => {
    const levels = columns.levelStart[part + 1]! - columns.levelStart[part]!;
    exactStart[row + 1] = exactStart[row]! + (columns.binsPerOctave[part] === 0 ? levels : 0);
  });
  const ladders: Ladders = {
    rows,
    ...range,
    below: new Float64Array(SUMS * rows * (range.bins + 1)),
    exact: {
      start: exactStart,
      magnitude: new Float64Array(exactStart[rows]!),
      below: new Float64Array(SUMS * exactStart[rows]!),
    },
  };
  for (const [row, part] of parts.entries()) {
    climb(ladders, columns, { part, row });
    if (row % ROWS_A_STEP === 0) yield;
  }
  return ladders;
}

/** All bins that there are; of too many, those side by side that hold the most weights. */
function* binRange(
  { levelStart, mean, count }: SketchColumns,
  parts: Uint32Array,
): Steps<Pick<Ladders, 'firstBin' | 'bins' | 'hasOutside'>> {
  const weights = new Map<number, number>();
  for (const [row, part] of parts.entries()) {
    if (row % ROWS_A_STEP === 0) yield;
    for (let level = levelStart[part]!; level < levelStart[part + 1]!; level++) {
      const bin = binOf(mean[level]!, SKETCH_BINS);
      weights.set(bin, (weights.get(bin) ?? 0) + count[level]!);
    }
  }
  const present = [...weights.keys()].sort((a, b) => a - b);
  if (present.length === 0) return { firstBin: 0, bins: 0, hasOutside: false };
  const [lowest, highest] = [present[0]!, present.at(-1)!];
  if (highest - lowest < MOST_BINS)
    return { firstBin: lowest, bins: highest + 1 - lowest, hasOutside: false };
  const inWindow = (first: number) =>
    present.reduce(
      (sum, bin) => (bin >= first && bin < first + MOST_BINS ? sum + weights.get(bin)! : sum),
      0,
    );
  const best = present.map((bin) => ({ bin, held: inWindow(bin) })).sort((a, b) => b.held - a.held)[0]!;
  return { firstBin: best.bin, bins: MOST_BINS, hasOutside: true };
}

/** Sums the levels of a part into the bins of its row; those of an exact one also one by one. */
function climb(
  { rows, firstBin, bins, below, exact }: Ladders,
  { levelStart, mean, count, spread }: SketchColumns,
  { part, row }: { readonly part: number; readonly row: number },
): void {
  let edge = 0;
  let place = exact.start[row]!;
  const isExact = place < exact.start[row + 1]!;
  let [weights, mass, energy] = [0, 0, 0];
  const setUpTo = (end: number) => {
    for (; edge < end; edge++) {
      const at = SUMS * (rows * edge + row);
      below[at + COUNT] = weights;
      below[at + MASS] = mass;
      below[at + ENERGY] = energy;
    }
  };
  for (let level = levelStart[part]!; level < levelStart[part + 1]!; level++) {
    const m = mean[level]!;
    const bin = binOf(m, SKETCH_BINS) - firstBin;
    setUpTo(Math.min(Math.max(bin, 0), bins - 1) + 1);
    if (isExact) {
      exact.magnitude[place] = m;
      exact.below.set([weights, mass, energy], SUMS * place++);
    }
    const s = Math.min(spread[level]!, m);
    weights += count[level]!;
    mass += count[level]! * m;
    energy += count[level]! * (m * m + s * s);
  }
  setUpTo(bins + 1);
}

/** One of the sums over all of a row. */
export function rowTotal({ rows, bins, below }: Ladders, row: number, sum: number): number {
  return below[SUMS * (rows * bins + row) + sum]!;
}

interface Asked {
  readonly row: number;
  /** Greater than 0. */
  readonly threshold: number;
  /** Where the three sums begin to which it is added. */
  readonly at: number;
}

/** Adds what a row has at or above the threshold; returns whether that is known exactly. */
export function addAbove(ladders: Ladders, asked: Asked, sums: Above): boolean {
  const { rows, firstBin, bins, hasOutside, below, exact } = ladders;
  const { row, threshold } = asked;
  const end = SUMS * (rows * bins + row);
  if (exact.start[row]! < exact.start[row + 1]!) {
    const place = exactPlace(exact, row, threshold);
    if (place >= 0) addTop(sums, asked, { from: exact.below, start: SUMS * place, to: below, end });
    return true;
  }
  const place = binOf(threshold, SKETCH_BINS) - firstBin;
  const isBeyond = place < 0 || place >= bins;
  if (bins === 0 || (place >= bins && !hasOutside)) return true;
  const edge = Math.min(Math.max(place, 0), bins - 1);
  const low = SUMS * (rows * edge + row);
  const high = low + SUMS * rows;
  const isEmpty = below[high] === below[low];
  const mayHoldOutside = hasOutside && (edge === 0 || edge === bins - 1);
  const isWhole = isBeyond || threshold === binEdge(firstBin + edge, SKETCH_BINS);
  if (isEmpty || (isWhole && !mayHoldOutside)) {
    addTop(sums, asked, { from: below, start: low, to: below, end });
    return true;
  }
  addCut(ladders, asked, sums, { bin: firstBin + edge, low, high, end });
  return false;
}

interface CutBin {
  readonly bin: number;
  /** Where its sums and those of the next edge are, and all of the row. */
  readonly low: number;
  readonly high: number;
  readonly end: number;
}

/** All above the bin for certain, none or all of the bin at most, and supposedly a part of it. */
function addCut({ below }: Ladders, { threshold, at }: Asked, sums: Above, cut: CutBin): void {
  const { bin, low, high, end } = cut;
  for (let sum = 0; sum < SUMS; sum++) {
    const above = below[end + sum]! - below[high + sum]!;
    sums.high[at + sum]! += below[end + sum]! - below[low + sum]!;
    sums.low[at + sum]! += above;
    sums.value[at + sum]! += above;
  }
  const count = below[high + COUNT]! - below[low + COUNT]!;
  const mass = below[high + MASS]! - below[low + MASS]!;
  const energy = below[high + ENERGY]! - below[low + ENERGY]!;
  const { top, width } = contentsOf({ count, mass, energy }, bin);
  const reach = width > 0 ? Math.min(1, Math.max(0, (top - threshold) / width)) : top >= threshold ? 1 : 0;
  const middle = top - (reach * width) / 2;
  const reached = reach * width;
  sums.value[at + COUNT]! += count * reach;
  sums.value[at + MASS]! += count * reach * middle;
  sums.value[at + ENERGY]! += count * reach * (middle * middle + (reached * reached) / 12);
}

/** Place of the first magnitude that reaches the threshold; −1 if none does. */
function exactPlace({ start, magnitude }: ExactRows, row: number, threshold: number): number {
  let low = start[row]!;
  let high = start[row + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (magnitude[middle]! < threshold) low = middle + 1;
    else high = middle;
  }
  return low < start[row + 1]! ? low : -1;
}

interface Between {
  readonly from: Float64Array;
  readonly start: number;
  readonly to: Float64Array;
  readonly end: number;
}

function addTop({ value, low, high }: Above, { at }: Asked, { from, start, to, end }: Between): void {
  for (let sum = 0; sum < SUMS; sum++) {
    const above = to[end + sum]! - from[start + sum]!;
    value[at + sum]! += above;
    low[at + sum]! += above;
    high[at + sum]! += above;
  }
}

/** Weights of one bin, taken to be spread evenly over [top − width, top]. */
export interface BinContents {
  readonly top: number;
  readonly width: number;
}

const EVEN = Math.sqrt(12);

/** By their mean and spread, as `shapeOf` of sketch/curve.ts has it. */
export function contentsOf(
  { count, mass, energy }: { readonly count: number; readonly mass: number; readonly energy: number },
  bin: number,
): BinContents {
  const lo = binEdge(bin, SKETCH_BINS);
  const hi = binEdge(bin + 1, SKETCH_BINS);
  // differences of sums have lost digits
  const mean = Math.min(Math.max(mass / count, lo), hi * (1 - 2 ** -53));
  const spread = lo === 0 ? Infinity : Math.sqrt(Math.max(0, energy / count - mean * mean));
  const width = Math.min(EVEN * spread, 2 * (hi - mean), 2 * (mean - lo));
  return { top: mean + width / 2, width };
}
