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
import { largestCode, type QuantisedBits } from '../matrix/quantise.ts';

/** Σ(w − ŵ)². */
export interface Noise {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Borders between codes that are worth adding up. */
const MOST_BORDERS = 3;

/** No bin reaches further above its mean; none hides more of its variance than the square of its mean by this. */
const WIDEST = 2;
const UNSEEN = (2 * TABLE_BINS) ** 2;

/** Of row `row` of a scan's sketches, all with one scale. */
export function sketchNoise(
  columns: SketchColumns,
  { row, bits }: { readonly row: number; readonly bits: QuantisedBits },
): Noise {
  const { levelStart, binsPerOctave, totals, mean, count, spread } = columns;
  const largest = totals.maxAbs[row]!;
  const step = largest / largestCode(bits);
  const resolution = binsPerOctave[row]!;
  let [value, low, high] = [0, 0, 0];
  if (!(step > 0)) return { value, low, high };
  for (let level = levelStart[row]!; level < levelStart[row + 1]!; level++) {
    const weights = count[level]!;
    if (resolution === 0) {
      const own = weights * squareToCode(mean[level]!, step);
      value += own;
      low += own;
      high += own;
    } else if (WIDEST * mean[level]! < step / 2) {
      // all of it has the code 0: most levels, and the quickest
      const square = mean[level]! ** 2;
      const variance = Math.min(spread[level]! ** 2, square);
      value += weights * (square + variance);
      low += weights * (square + Math.max(0, variance - square / UNSEEN));
      high += weights * (square + variance);
    } else {
      const shape = binnedLevel({ mean: mean[level]!, spread: spread[level]! }, { largest, resolution });
      const most = mostOf(shape, step);
      const least = Math.min(most, leastOf(shape, step));
      value += weights * Math.min(most, Math.max(least, evenly(shape, step)));
      low += weights * least;
      high += weights * most;
    }
  }
  return { value, low, high };
}

interface BinnedLevel {
  readonly mean: number;
  readonly lo: number;
  readonly hi: number;
  /** What the variance of its magnitudes lies between. */
  readonly leastVariance: number;
  readonly mostVariance: number;
}

function binnedLevel(
  { mean, spread }: { readonly mean: number; readonly spread: number },
  { largest, resolution }: { readonly largest: number; readonly resolution: number },
): BinnedLevel {
  const bin = binOf(mean, resolution);
  const lo = binEdge(bin, resolution);
  const edge = binEdge(bin + 1, resolution);
  const hi = Math.max(mean, Math.min(edge, largest));
  const mostVariance = Math.min(spread * spread, (hi - mean) * (mean - lo));
  // scans hold the variance within each 1/128 of an octave to be as large as it can
  const unseen = ((edge - lo) * resolution) / (2 * TABLE_BINS);
  return { mean, lo, hi, mostVariance, leastVariance: Math.max(0, mostVariance - unseen * unseen) };
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

/** The mean of f over an even spread about the mean. */
function evenly({ mean, lo, hi, mostVariance }: BinnedLevel, step: number): number {
  const half = Math.min(Math.sqrt(3 * mostVariance), hi - mean, mean - lo);
  const [from, to] = [mean - half, mean + half];
  // within one code's reach differences of integrals would only lose digits
  if (Math.round(from / step) === Math.round(to / step)) return squareToCode(mean, step) + (half * half) / 3;
  return (integralTo(to, step) - integralTo(from, step)) / (to - from);
}

/** ∫ f from 0. */
function integralTo(x: number, step: number): number {
  const codes = Math.round(x / step);
  const rest = x - codes * step;
  return (codes * step ** 3) / 12 + rest ** 3 / 3;
}
