/**
 * Counts and sums of magnitudes by key, where a key is the upper part of a floating-point number: exponent and the
 * first 7 bits of the mantissa. Keys rise with magnitude and there are 128 an octave, so they fill both the compact
 * sketch of a part and the full table of a class.
 */
import { LevelsBuilder, TABLE_BINS, binOf, type Levels } from '../../core/sketch/levels.ts';
import type { Table } from '../tally.ts';

export class KeyCounts implements Table {
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  /** Lower edge of every key, and one past the last. */
  readonly #edges: Float64Array;
  #low = Infinity;
  #high = -1;

  constructor(edges: Float64Array) {
    this.#edges = edges;
    this.#count = new Float64Array(edges.length - 1);
    this.#sum = new Float64Array(edges.length - 1);
  }

  add(key: number, count: number, sum: number): void {
    this.#count[key]! += count;
    this.#sum[key]! += sum;
    if (key < this.#low) this.#low = key;
    if (key > this.#high) this.#high = key;
  }

  /** Number of weights whose key is below `end`. */
  countBelow(end: number): number {
    let count = 0;
    for (let key = this.#low; key <= Math.min(this.#high, end - 1); key++) count += this.#count[key]!;
    return count;
  }

  levels(binsPerOctave: number = TABLE_BINS): Levels {
    const builder = new LevelsBuilder(binsPerOctave);
    let bin = NaN;
    let count = 0;
    let sum = 0;
    let square = 0;
    for (let key = this.#low; key <= this.#high; key++) {
      const c = this.#count[key]!;
      if (c === 0) continue;
      const mean = this.#sum[key]! / c;
      const at = binOf(mean, binsPerOctave);
      if (at !== bin) {
        if (count > 0) builder.append(sum / count, count, square / count - (sum / count) ** 2);
        bin = at;
        count = sum = square = 0;
      }
      count += c;
      sum += this.#sum[key]!;
      square += c * (mean * mean + this.#variance(key, mean));
    }
    if (count > 0) builder.append(sum / count, count, square / count - (sum / count) ** 2);
    return builder.build();
  }

  /**
   * Variance of the values of one key about their known mean: not recorded, so taken as uniform over the widest
   * range around the mean that stays within the key (1/128 of an octave: at most a share of 5e-6 of the square).
   */
  #variance(key: number, mean: number): number {
    if (this.#count[key] === 1) return 0;
    const half = Math.min(mean - this.#edges[key]!, this.#edges[key + 1]! - mean);
    return (half * half) / 3;
  }

  /** Adds everything to `other`, if given, and empties this. */
  drainInto(other: KeyCounts | null): void {
    for (let key = this.#low; key <= this.#high; key++) {
      const c = this.#count[key]!;
      if (c === 0) continue;
      other?.add(key, c, this.#sum[key]!);
      this.#count[key] = 0;
      this.#sum[key] = 0;
    }
    this.#low = Infinity;
    this.#high = -1;
  }
}
