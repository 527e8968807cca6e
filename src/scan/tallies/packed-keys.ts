/**
 * The inner loop for 32-bit floats. One double a key (sign, exponent and the upper 7 mantissa bits) holds both how
 * many values have that key and the integer sum of their lower 16 bits: count · 2^34 + sum. With fewer than 2^18
 * values between two folds the sum stays below 2^34 and the whole below 2^53, so every digit is kept, and a value
 * costs one addition.
 */
import type { KeyCounts } from './key-counts.ts';

export const KEYS = 2 ** 16;
export const MAGNITUDES = 2 ** 15;
export const LOWER_BITS = 0xffff;
/** Keys below this have an exponent of zero: zeros and subnormals. */
export const FIRST_NORMAL_KEY = 0x80;

const COUNT_UNIT = 2 ** 34;
const FOLD_BEFORE = 2 ** 18;

/** A value is (base of its key + its lower bits) · scale of its key. */
export const base = Float64Array.from({ length: MAGNITUDES }, (_, key) =>
  key < FIRST_NORMAL_KEY ? key * 65536 : 2 ** 23 + (key & 0x7f) * 65536,
);
export const scale = Float64Array.from(
  { length: MAGNITUDES },
  (_, key) => 2 ** (Math.max(key >>> 7, 1) - 150),
);
export const edges = Float64Array.from({ length: MAGNITUDES + 1 }, (_, key) =>
  key < MAGNITUDES ? base[key]! * scale[key]! : Infinity,
);

/** The two zeros, in both tables. */
const ZERO_KEYS = [0, MAGNITUDES, KEYS, KEYS + MAGNITUDES] as const;

export class PackedKeys {
  /** Two tables, for even and odd positions: equal keys in a row would wait for each other's store. */
  readonly #packed = new Float64Array(2 * KEYS);
  #pending = 0;
  /** Range of magnitude keys met so far in any part: folding looks there first. */
  #knownLow = Infinity;
  #knownHigh = -1;
  /** Of the block counted last; not finite if a value was not. */
  sumSquares = 0;
  maxSquare = 0;

  hasRoomFor(values: number): boolean {
    return this.#pending + values < FOLD_BEFORE;
  }

  /** Counts values `from` … `end` − 1, an even number of them, given as numbers and as bit patterns. */
  countBlock(values: Float32Array, words: Uint32Array, { from, end }: { from: number; end: number }): void {
    const packed = this.#packed;
    let evenSum = 0;
    let oddSum = 0;
    let max = 0;
    for (let i = from; i < end; i += 2) {
      const evenWord = words[i]!;
      const oddWord = words[i + 1]!;
      packed[evenWord >>> 16]! += COUNT_UNIT + (evenWord & LOWER_BITS);
      packed[KEYS + (oddWord >>> 16)]! += COUNT_UNIT + (oddWord & LOWER_BITS);
      const even = values[i]! * values[i]!;
      const odd = values[i + 1]! * values[i + 1]!;
      evenSum += even;
      oddSum += odd;
      if (even > max) max = even;
      if (odd > max) max = odd;
    }
    this.#pending += end - from;
    this.sumSquares = evenSum + oddSum;
    this.maxSquare = max;
  }

  /** True if the block counted last holds values that need a closer look: NaN, infinities, or the tiniest subnormals. */
  get isIrregular(): boolean {
    // exact zeros have no lower bits, so any there come from subnormals of the same key
    return (
      !Number.isFinite(this.sumSquares) || ZERO_KEYS.some((key) => this.#packed[key]! % COUNT_UNIT !== 0)
    );
  }

  /** Takes out one value of the block counted last; `position` counts from the block's start. */
  uncount(word: number, position: number): void {
    this.#packed[(position & 1) * KEYS + (word >>> 16)]! -= COUNT_UNIT + (word & LOWER_BITS);
    this.#pending--;
  }

  /** Moves everything into `keys` and leaves nothing; returns the exact zeros of either sign. */
  foldInto(keys: KeyCounts): { positiveZeros: number; negativeZeros: number } {
    const [positive, negative] = [this.#takeZeros(0), this.#takeZeros(MAGNITUDES)];
    let found = positive + negative;
    if (found < this.#pending) found += this.#foldRange(keys, this.#knownLow, this.#knownHigh);
    if (found < this.#pending) this.#foldRange(keys, 1, MAGNITUDES - 1);
    this.#pending = 0;
    return { positiveZeros: positive, negativeZeros: negative };
  }

  #takeZeros(key: number): number {
    const count = (this.#packed[key]! + this.#packed[key + KEYS]!) / COUNT_UNIT;
    this.#packed[key] = this.#packed[key + KEYS] = 0;
    return count;
  }

  #foldRange(keys: KeyCounts, low: number, high: number): number {
    const packed = this.#packed;
    let found = 0;
    for (let key = low; key <= high; key++) {
      const sum =
        packed[key]! + packed[key + MAGNITUDES]! + packed[key + KEYS]! + packed[key + KEYS + MAGNITUDES]!;
      if (sum === 0) continue;
      packed[key] = packed[key + MAGNITUDES] = packed[key + KEYS] = packed[key + KEYS + MAGNITUDES] = 0;
      const count = Math.floor(sum / COUNT_UNIT);
      found += count;
      keys.add(key, count, (count * base[key]! + (sum - count * COUNT_UNIT)) * scale[key]!);
      if (key < this.#knownLow) this.#knownLow = key;
      if (key > this.#knownHigh) this.#knownHigh = key;
    }
    return found;
  }
}
