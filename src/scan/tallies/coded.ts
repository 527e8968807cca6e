/**
 * Tally of formats with at most 16 bits: a count for every code is the sorted order itself, so everything is exact
 * and no value is ever decoded in the loop.
 */
import { decodingOf, type CodedDtype, type Decoding } from '../../core/decode.ts';
import {
  binOf,
  EXACT_LIMIT,
  LevelsBuilder,
  SKETCH_BINS,
  summed,
  type Levels,
} from '../../core/sketch/levels.ts';
import type { Sketch } from '../../core/sketch/sketch.ts';
import type { Table, TableCounts, Tally } from '../tally.ts';

/** Counts are 32 bits wide: a piece is folded before any can overflow. */
const MAX_PENDING = 2 ** 31;

export function codedTally(dtype: CodedDtype): Tally {
  const decoding = decodingOf(dtype);
  const codes = decoding.values.length;
  /** Two tables, for even and odd positions: consecutive equal codes would wait for each other's store. */
  const counts = new Uint32Array(2 * codes);
  const fold = new CodeFold(decoding);
  const isWide = codes > 256;

  function add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    let done = 0;
    while (done < elements) {
      const part = Math.min(elements - done, MAX_PENDING - fold.pending);
      if (isWide) countWords(counts, buffer, { byteOffset: byteOffset + 2 * done, elements: part });
      else countBytes(counts, buffer, { byteOffset: byteOffset + done, elements: part });
      fold.pending += part;
      done += part;
      if (fold.pending === MAX_PENDING) fold.absorb(counts);
    }
  }

  function take(table: Table | null): Sketch {
    fold.absorb(counts);
    return fold.take(table as CodeTable | null);
  }

  return { add, take, newTable: () => new CodeTable(decoding) };
}

interface Run {
  readonly byteOffset: number;
  readonly elements: number;
}

/** Two 16-bit codes a 32-bit read; a lone first or last one is counted by itself. */
function countWords(counts: Uint32Array, buffer: ArrayBuffer, { byteOffset, elements }: Run): void {
  const even = counts.subarray(0, 65536);
  const odd = counts.subarray(65536);
  const words = new Uint16Array(buffer, 0, buffer.byteLength >>> 1);
  const pairs = new Uint32Array(buffer, 0, buffer.byteLength >>> 2);
  let first = byteOffset >>> 1;
  const end = first + elements;
  if (elements > 0 && (first & 1) === 1) even[words[first++]!]!++;
  const lastPair = end >>> 1;
  for (let i = first >>> 1; i < lastPair; i++) {
    const pair = pairs[i]!;
    even[pair & 0xffff]!++;
    odd[pair >>> 16]!++;
  }
  if (first < end && (end & 1) === 1) even[words[end - 1]!]!++;
}

function countBytes(counts: Uint32Array, buffer: ArrayBuffer, { byteOffset, elements }: Run): void {
  const codes = counts.length / 2;
  const even = counts.subarray(0, codes);
  const odd = counts.subarray(codes);
  const bytes = new Uint8Array(buffer, byteOffset, elements);
  const mask = codes - 1;
  let i = 0;
  for (; i + 1 < elements; i += 2) {
    even[bytes[i]! & mask]!++;
    odd[bytes[i + 1]! & mask]!++;
  }
  if (i < elements) even[bytes[i]! & mask]!++;
}

/** Turns counts of codes into the sketch of a part. Reused for every part of its dtype. */
class CodeFold {
  /** Elements counted and not yet folded. */
  pending = 0;
  readonly #decoding: Decoding;
  /** Counts of magnitudes since the last take, and the range of those that are not zero. */
  readonly #magnitudes: Float64Array;
  #low = Infinity;
  #high = -1;
  /** Where non-zero magnitudes were found so far: further parts mostly lie within. */
  #knownLow = Infinity;
  #knownHigh = -1;
  /** Sketch bin of every magnitude. */
  readonly #bins: Int16Array;
  #zeros = 0;
  #negativeZeros = 0;
  #nan = 0;
  #infinite = 0;
  #sumSquares = 0;

  constructor(decoding: Decoding) {
    this.#decoding = decoding;
    this.#magnitudes = new Float64Array(decoding.magnitudes);
    this.#bins = Int16Array.from({ length: decoding.magnitudes }, (_, m) => {
      const value = decoding.values[m]!;
      return value > 0 && value < Infinity ? binOf(value, SKETCH_BINS) : 0;
    });
  }

  /** Moves all counts here and leaves them zero. */
  absorb(counts: Uint32Array): void {
    if (this.pending === 0) return;
    let found = this.#absorbZeros(counts);
    found += this.#absorbRange(counts, this.#knownLow, this.#knownHigh);
    if (found !== this.pending) {
      this.#absorbRange(counts, 1, this.#decoding.magnitudes - 1);
      this.#knownLow = Math.min(this.#knownLow, this.#low);
      this.#knownHigh = Math.max(this.#knownHigh, this.#high);
    }
    this.pending = 0;
  }

  #absorbZeros(counts: Uint32Array): number {
    const { magnitudes, values } = this.#decoding;
    const codes = 2 * magnitudes;
    const positive = counts[0]! + counts[codes]!;
    const negative = counts[magnitudes]! + counts[codes + magnitudes]!;
    counts[0] = counts[codes] = counts[magnitudes] = counts[codes + magnitudes] = 0;
    // the FNUZ formats use the code of −0 for their only NaN
    const isNegativeZero = values[magnitudes] === 0;
    this.#zeros += positive + (isNegativeZero ? negative : 0);
    this.#negativeZeros += isNegativeZero ? negative : 0;
    this.#nan += isNegativeZero ? 0 : negative;
    return positive + negative;
  }

  #absorbRange(counts: Uint32Array, low: number, high: number): number {
    const { magnitudes, values } = this.#decoding;
    const codes = 2 * magnitudes;
    let found = 0;
    for (let m = low; m <= high; m++) {
      const n = counts[m]! + counts[m + magnitudes]! + counts[m + codes]! + counts[m + codes + magnitudes]!;
      if (n === 0) continue;
      counts[m] = counts[m + magnitudes] = counts[m + codes] = counts[m + codes + magnitudes] = 0;
      found += n;
      const value = values[m]!;
      if (value < Infinity) {
        this.#magnitudes[m]! += n;
        if (m < this.#low) this.#low = m;
        if (m > this.#high) this.#high = m;
      } else if (value === Infinity) this.#infinite += n;
      else this.#nan += n;
    }
    return found;
  }

  take(table: CodeTable | null): Sketch {
    const levels = this.#isFew() ? this.#exactLevels() : this.#binnedLevels();
    const { count, sum } = summed(levels);
    const sketch = {
      totals: {
        count: count + this.#zeros + this.#nan + this.#infinite,
        zeros: this.#zeros,
        negativeZeros: this.#negativeZeros,
        subnormals: this.#subnormals(),
        nan: this.#nan,
        infinite: this.#infinite,
        l1: sum,
        sumSquares: this.#sumSquares,
        maxAbs: count > 0 ? this.#decoding.values[this.#high]! : 0,
      },
      levels,
    };
    this.#reset(table);
    return sketch;
  }

  /** True if the magnitudes are few enough to be kept one by one. */
  #isFew(): boolean {
    let distinct = 0;
    for (let m = this.#low; m <= this.#high; m++) {
      if (this.#magnitudes[m]! > 0 && ++distinct > EXACT_LIMIT) return false;
    }
    return true;
  }

  #exactLevels(): Levels {
    const { values } = this.#decoding;
    const builder = new LevelsBuilder(null);
    this.#sumSquares = 0;
    for (let m = this.#low; m <= this.#high; m++) {
      const n = this.#magnitudes[m]!;
      if (n === 0) continue;
      builder.append(values[m]!, n, 0);
      this.#sumSquares += n * values[m]! * values[m]!;
    }
    return builder.build();
  }

  #binnedLevels(): Levels {
    const { values } = this.#decoding;
    const magnitudes = this.#magnitudes;
    const bins = this.#bins;
    const builder = new LevelsBuilder(SKETCH_BINS);
    this.#sumSquares = 0;
    for (let m = this.#low; m <= this.#high;) {
      const bin = bins[m]!;
      let count = 0;
      let sum = 0;
      let square = 0;
      for (; m <= this.#high && bins[m] === bin; m++) {
        const n = magnitudes[m]!;
        const mass = n * values[m]!;
        count += n;
        sum += mass;
        square += mass * values[m]!;
      }
      this.#sumSquares += square;
      if (count > 0) builder.append(sum / count, count, square / count - (sum / count) ** 2);
    }
    return builder.build();
  }

  #subnormals(): number {
    let count = 0;
    for (let m = this.#low; m <= Math.min(this.#high, this.#decoding.firstNormal - 1); m++) {
      count += this.#magnitudes[m]!;
    }
    return count;
  }

  #reset(table: CodeTable | null): void {
    for (let m = this.#low; m <= this.#high; m++) {
      if (table !== null) table.ofMagnitude[m]! += this.#magnitudes[m]!;
      this.#magnitudes[m] = 0;
    }
    this.#low = Infinity;
    this.#high = -1;
    this.#zeros = this.#negativeZeros = this.#nan = this.#infinite = 0;
  }
}

/** A count for every magnitude of the format. */
class CodeTable implements Table {
  readonly ofMagnitude: Float64Array;
  readonly hasSums = false;
  readonly #values: Float64Array;

  constructor(decoding: Decoding) {
    this.ofMagnitude = new Float64Array(decoding.magnitudes);
    this.#values = decoding.values;
  }

  get keys(): number {
    return this.ofMagnitude.length;
  }

  levels(): Levels {
    const builder = new LevelsBuilder(null);
    for (let m = 1; m < this.ofMagnitude.length; m++) builder.add(this.#values[m]!, this.ofMagnitude[m]!, 0);
    return builder.build();
  }

  counts(): TableCounts {
    const key = Uint32Array.from(this.ofMagnitude.keys()).filter((m) => this.ofMagnitude[m]! > 0);
    const none = new Float64Array(0);
    return { key, count: Float64Array.from(key, (m) => this.ofMagnitude[m]!), sum: none, rest: none };
  }

  addCounts({ key, count }: TableCounts): void {
    key.forEach((m, i) => (this.ofMagnitude[m]! += count[i]!));
  }
}
