/**
 * What rounding a whole matrix to b bits adds, by its sketch alone. With one scale a matrix, |w − ŵ| depends on |w| only: the
 * distance to the nearest multiple of s = max|w| / (2^(b−1) − 1), and the largest weight is known. Let f(x) be its square.
 *
 * A level of exact magnitudes has f itself. Of a level with mean m and variance v on [lo, hi]:
 *
 * - the value takes magnitudes to be spread evenly over √12v about m, as curves do;
 * - at most, whatever they are, it is s²/4, and v + (m − c)² for the code c nearest to m: no weight is nearer to another code
 *   than to its own;
 * - at least: with c the code nearest to lo and b₁, b₂ … the borders between codes above it, f(x) = (x − c)² − 2s Σ (x − bⱼ)₊.
 *   The mean of (x − b)₊ is at most ((m − b) + √(v + (m − b)²)) / 2 (Scarf 1958) and at most (m − lo)(hi − b) / (hi − lo), as it
 *   is convex. Over more than a few borders that tells nothing, and 0 is taken.
 *
 * So levels that lie within one code's reach are known as well as their variance is, and the bound only opens where one
 * level covers several codes: below 1 dB for int4 of normal weights, several for int8.
 */
import { binEdge, binOf, TABLE_BINS } from '../../sketch/levels.ts';
import type { SketchColumns } from '../../sketch/columns.ts';
import type { Steps } from '../../steps.ts';
import { largestCode, quantisedBits, type QuantisedBits } from '../matrix/quantise.ts';

/** Σ(w − ŵ)² of every part and each number of bits: that of part p with quantisedBits[b] is at BITS · p + b. */
export interface SketchNoise {
  readonly value: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

const BITS = quantisedBits.length;

/** Where the noise of a part is. */
export function noisePlace(part: number, bits: QuantisedBits): number {
  return BITS * part + quantisedBits.indexOf(bits);
}

/** Borders between codes that are worth adding up. */
const MOST_BORDERS = 3;

/** No bin reaches further above its mean; none hides more of its variance than the square of its mean by this. */
const WIDEST = 2;
const UNSEEN = (2 * TABLE_BINS) ** 2;

/** Rows between two rests: a few milliseconds. */
const ROWS_A_STEP = 256;

/** Of every row of a scan's sketches, each with one scale. */
export function* sketchNoiseSteps(columns: SketchColumns): Steps<SketchNoise> {
  const rows = columns.totals.count.length;
  const column = () => new Float64Array(BITS * rows);
  const noise: SketchNoise = { value: column(), low: column(), high: column() };
  for (let row = 0; row < rows; row++) {
    if (columns.binsPerOctave[row] === 0) addExact(columns, row, noise);
    else addBinned(columns, row, noise);
    if (row % ROWS_A_STEP === 0) yield;
  }
  return noise;
}

function stepOf({ totals }: SketchColumns, row: number, b: number): number {
  return totals.maxAbs[row]! / largestCode(quantisedBits[b]!);
}

function addExact(columns: SketchColumns, row: number, noise: SketchNoise): void {
  const { levelStart, mean, count } = columns;
  for (let b = 0; b < BITS; b++) {
    const step = stepOf(columns, row, b);
    if (!(step > 0)) continue;
    let sum = 0;
    for (let level = levelStart[row]!; level < levelStart[row + 1]!; level++)
      sum += count[level]! * squareToCode(mean[level]!, step);
    setNoise(noise, BITS * row + b, { value: sum, low: sum, high: sum });
  }
}

interface Sums {
  value: number;
  low: number;
  high: number;
}

function setNoise({ value, low, high }: SketchNoise, at: number, sums: Sums): void {
  value[at] = sums.value;
  low[at] = sums.low;
  high[at] = sums.high;
}

/** Shapes of the levels of a row: the same ones for all rows, as there are millions of levels. */
const shapes: BinnedLevel[] = [];

/** Fewer bits take more of the lowest levels to the code 0: what they add up to is the same for all, as far as each goes. */
function addBinned(columns: SketchColumns, row: number, noise: SketchNoise): void {
  const zeros: Sums = { value: 0, low: 0, high: 0 };
  const start = columns.levelStart[row]!;
  const levels = columns.levelStart[row + 1]! - start;
  let first = 0;
  let shaped = 0;
  for (let b = 0; b < BITS; b++) {
    const step = stepOf(columns, row, b);
    if (!(step > 0)) continue;
    while (first < levels && WIDEST * columns.mean[start + first]! < step / 2)
      addZeros(columns, start + first++, zeros);
    // the most bits come first: their shapes are all that the others need
    for (shaped = Math.max(shaped, first); shaped < levels; shaped++)
      setShape((shapes[shaped] ??= newShape()), columns, { row, level: start + shaped });
    setNoise(noise, BITS * row + b, sumFrom(zeros, { first, levels, step }));
  }
}

/** A level that all has the code 0: most of them, and the quickest. */
function addZeros({ mean, count, spread }: SketchColumns, level: number, zeros: Sums): void {
  const square = mean[level]! ** 2;
  const variance = Math.min(spread[level]! ** 2, square);
  zeros.value += count[level]! * (square + variance);
  zeros.low += count[level]! * (square + Math.max(0, variance - square / UNSEEN));
  zeros.high += count[level]! * (square + variance);
}

function sumFrom(
  zeros: Sums,
  { first, levels, step }: { readonly first: number; readonly levels: number; readonly step: number },
): Sums {
  const cube = step ** 3;
  let { value, low, high } = zeros;
  for (let i = first; i < levels; i++) {
    const shape = shapes[i]!;
    const most = mostOf(shape, step);
    const least = Math.min(most, leastOf(shape, step));
    value += shape.count * Math.min(most, Math.max(least, evenly(shape, step, cube)));
    low += shape.count * least;
    high += shape.count * most;
  }
  return { value, low, high };
}

interface BinnedLevel {
  count: number;
  mean: number;
  lo: number;
  hi: number;
  /** What the variance of its magnitudes lies between. */
  leastVariance: number;
  mostVariance: number;
}

function newShape(): BinnedLevel {
  return { count: 0, mean: 0, lo: 0, hi: 0, leastVariance: 0, mostVariance: 0 };
}

function setShape(
  shape: BinnedLevel,
  columns: SketchColumns,
  { row, level }: { readonly row: number; readonly level: number },
): void {
  const resolution = columns.binsPerOctave[row]!;
  const mean = columns.mean[level]!;
  const spread = columns.spread[level]!;
  const bin = binOf(mean, resolution);
  const lo = binEdge(bin, resolution);
  const edge = binEdge(bin + 1, resolution);
  const hi = Math.max(mean, Math.min(edge, columns.totals.maxAbs[row]!));
  // scans hold the variance within each 1/128 of an octave to be as large as it can
  const unseen = ((edge - lo) * resolution) / (2 * TABLE_BINS);
  shape.count = columns.count[level]!;
  shape.mean = mean;
  shape.lo = lo;
  shape.hi = hi;
  shape.mostVariance = Math.min(spread * spread, (hi - mean) * (mean - lo));
  shape.leastVariance = Math.max(0, shape.mostVariance - unseen * unseen);
}

/** f(x). */
function squareToCode(magnitude: number, step: number): number {
  const rest = magnitude - step * Math.round(magnitude / step);
  return rest * rest;
}

function mostOf({ mean, mostVariance }: BinnedLevel, step: number): number {
  return Math.min((step * step) / 4, squareToCode(mean, step) + mostVariance);
}

function leastOf({ mean, lo, hi, leastVariance, mostVariance }: BinnedLevel, step: number): number {
  const code = Math.round(lo / step);
  const borders = Math.round(hi / step) - code;
  if (borders > MOST_BORDERS) return 0;
  let least = (mean - code * step) ** 2 + leastVariance;
  for (let b = 0; b < borders; b++) {
    const border = (code + b + 0.5) * step;
    const beyond = mean - border;
    const byVariance = (beyond + Math.sqrt(mostVariance + beyond * beyond)) / 2;
    const byRange = ((mean - lo) * (hi - border)) / (hi - lo);
    least -= 2 * step * Math.max(0, Math.min(byVariance, byRange));
  }
  return Math.max(0, least);
}

/** The mean of f over an even spread about the mean; `cube` is step³. */
function evenly({ mean, lo, hi, mostVariance }: BinnedLevel, step: number, cube: number): number {
  const half = Math.min(Math.sqrt(3 * mostVariance), hi - mean, mean - lo);
  const [from, to] = [mean - half, mean + half];
  // within one code's reach differences of integrals would only lose digits
  if (Math.round(from / step) === Math.round(to / step)) return squareToCode(mean, step) + (half * half) / 3;
  return (integralTo(to, step, cube) - integralTo(from, step, cube)) / (to - from);
}

/** ∫ f from 0. */
function integralTo(x: number, step: number, cube: number): number {
  const codes = Math.round(x / step);
  const rest = x - codes * step;
  return (codes * cube) / 12 + rest ** 3 / 3;
}
