/**
 * Counts and sums of magnitudes by key, where a key is the upper part of a floating-point number: exponent and the
 * first 7 bits of the mantissa. Keys rise with magnitude and there are 128 an octave, so they fill both the compact
 * sketch of a part and the full table of a class.
 */
import { LevelsBuilder, TABLE_BINS, binOf, meanInBin, type Levels } from '../../core/sketch/levels.ts';
import type { Table, TableCounts } from '../tally.ts';

export class KeyCounts implements Table {
  readonly hasSums = true;
  readonly #count: Float64Array;
  readonly #sum: Float64Array;
  /** What rounding took from each sum: with it, the order in which sums were added leaves no trace. */
  readonly #rest: Float64Array;
  /** Lower edge of every key, and one past the last. */
  readonly #edges: Float64Array;
  #low = Infinity;
  #high = -1;

  constructor(edges: Float64Array) {
    this.#edges = edges;
    this.#count = new Float64Array(edges.length - 1);
    this.#sum = new Float64Array(edges.length - 1);
    this.#rest = new Float64Array(edges.length - 1);
  }

  /** https://doi.org/10.1137/050645671: the sum of two doubles, and what rounding took from it. */
  add(key: number, count: number, sum: number, rest = 0): void {
    this.#count[key]! += count;
    const before = this.#sum[key]!;
    const after = before + sum;
    this.#sum[key] = after;
    const added = after - before;
    const lost = before - (after - added) + (sum - added) + rest;
    // past the range of doubles there is nothing to keep
    if (lost !== 0 && after < Infinity) this.#rest[key]! += lost;
    if (key < this.#low) this.#low = key;
    if (key > this.#high) this.#high = key;
  }

  /** Number of weights whose key is below `end`. */
  countBelow(end: number): number {
    let count = 0;
    for (let key = this.#low; key <= Math.min(this.#high, end - 1); key++) count += this.#count[key]!;
    return count;
  }

  get keys(): number {
    return this.#count.length;
  }

  /** Rounded once. */
  #sumOf(key: number): number {
    return this.#sum[key]! + this.#rest[key]!;
  }

  counts(): TableCounts {
    const key = Uint32Array.from(this.#count.keys()).filter((at) => this.#count[at]! > 0);
    const column = (of: Float64Array) => Float64Array.from(key, (at) => of[at]!);
    return { key, count: column(this.#count), sum: column(this.#sum), rest: column(this.#rest) };
  }

  addCounts({ key, count, sum, rest }: TableCounts): void {
    key.forEach((at, i) => this.add(at, count[i]!, sum[i]!, rest[i]));
  }

  levels(binsPerOctave: number = TABLE_BINS): Levels {
    const builder = new LevelsBuilder(binsPerOctave);
    let bin = NaN;
    let count = 0;
    let sum = 0;
    let square = 0;
    const close = () => {
      if (count === 0) return;
      const mean = meanInBin({ count, sum }, bin, binsPerOctave);
      builder.append(mean, count, square / count - mean * mean);
    };
    for (let key = this.#low; key <= this.#high; key++) {
      const c = this.#count[key]!;
      if (c === 0) continue;
      const at = binOf(this.#edges[key]!, binsPerOctave);
      if (at !== bin) {
        close();
        bin = at;
        count = sum = square = 0;
      }
      const mean = this.#sumOf(key) / c;
      count += c;
      sum += this.#sumOf(key);
      square += c * (mean * mean + this.#variance(key, mean));
    }
    close();
    return builder.build();
  }

  /**
   * Variance of the values of one key about their known mean: not recorded, so the largest that there can be, with
   * every value at either edge. A key is 1/128 of an octave, so this is 1.5e-5 of the square at most; and whatever is derived
   * from it as a bound holds.
   */
  #variance(key: number, mean: number): number {
    if (this.#count[key] === 1) return 0;
    return Math.max(0, (mean - this.#edges[key]!) * (this.#edges[key + 1]! - mean));
  }

  /** Adds everything to `other`, if given, and empties this. */
  drainInto(other: KeyCounts | null): void {
    for (let key = this.#low; key <= this.#high; key++) {
      const c = this.#count[key]!;
      if (c === 0) continue;
      other?.add(key, c, this.#sum[key]!, this.#rest[key]);
      this.#count[key] = this.#sum[key] = this.#rest[key] = 0;
    }
    this.#low = Infinity;
    this.#high = -1;
  }
}
