/**
 * Tally of 32-bit floats: counts and exact sums by key (packed-keys.ts). Tensors of few distinct magnitudes, such as
 * quantisation grids, are counted by value instead (distinct.ts) and kept exactly.
 */
import { EXACT_LIMIT, LevelsBuilder, SKETCH_BINS, summed, type Levels } from '../../core/sketch/levels.ts';
import type { Sketch } from '../../core/sketch/sketch.ts';
import type { Tally } from '../tally.ts';
import { DistinctValues } from './distinct.ts';
import { KeyCounts } from './key-counts.ts';
import { base, edges, FIRST_NORMAL_KEY, LOWER_BITS, PackedKeys, scale } from './packed-keys.ts';

const MAGNITUDE_BITS = 0x7fffffff;
/** Magnitude bits from here on are infinity (this one) and NaN (all above). */
const INFINITE = 0x7f800000;

/** Values counted together, small enough that going over them again now and then costs nothing. */
const BLOCK = 2 ** 13;

export function float32Tally(): Tally {
  const part = new Float32Part();
  return {
    add: (buffer, byteOffset, elements) => part.add(buffer, byteOffset, elements),
    take: (table) => part.take(table as KeyCounts | null),
    newTable: () => new KeyCounts(edges),
  };
}

class Float32Part {
  readonly #distinct = new DistinctValues();
  readonly #packed = new PackedKeys();
  readonly #keys = new KeyCounts(edges);
  #zeros = 0;
  #negativeZeros = 0;
  #nan = 0;
  #infinite = 0;
  #sumSquares = 0;
  #maxSquare = 0;

  add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    const words = new Uint32Array(buffer, byteOffset, elements);
    const values = new Float32Array(buffer, byteOffset, elements);
    let at = 0;
    if (this.#distinct.isOpen()) {
      at = this.#distinct.add(words);
      if (!this.#distinct.isOpen()) this.#spill();
    }
    const lastPair = elements - ((elements - at) & 1);
    for (; at < lastPair; at += BLOCK) {
      const end = Math.min(at + BLOCK, lastPair);
      if (!this.#packed.hasRoomFor(BLOCK)) this.#fold();
      this.#packed.countBlock(values, words, { from: at, end });
      if (this.#packed.isIrregular) this.#recount(words.subarray(at, end));
      else this.#addSquares(this.#packed.sumSquares, this.#packed.maxSquare);
    }
    if (lastPair < elements) this.#addRepeated(words[lastPair]!, 1);
  }

  take(table: KeyCounts | null): Sketch {
    const exact = this.#distinct.isOpen() ? this.#exactLevels() : null;
    if (this.#distinct.isOpen()) this.#spill();
    else this.#fold();
    const binned = this.#keys.levels(SKETCH_BINS);
    const { count, sum } = summed(binned);
    const sketch: Sketch = {
      totals: {
        count: count + this.#zeros + this.#nan + this.#infinite,
        zeros: this.#zeros,
        negativeZeros: this.#negativeZeros,
        subnormals: this.#keys.countBelow(FIRST_NORMAL_KEY),
        nan: this.#nan,
        infinite: this.#infinite,
        l1: sum,
        sumSquares: this.#sumSquares,
        maxAbs: Math.sqrt(this.#maxSquare),
      },
      levels: exact ?? binned,
    };
    this.#reset(table);
    return sketch;
  }

  #addSquares(sum: number, max: number): void {
    this.#sumSquares += sum;
    if (max > this.#maxSquare) this.#maxSquare = max;
  }

  /** Goes over an irregular block again and sets apart what the keys can't hold. */
  #recount(words: Uint32Array): void {
    words.forEach((word, position) => {
      const pattern = word & MAGNITUDE_BITS;
      const isTiny = pattern > 0 && pattern <= LOWER_BITS;
      if (isTiny || pattern >= INFINITE) {
        this.#packed.uncount(word, position);
        this.#addRepeated(word, 1);
      } else this.#addSquares(valueOf(word) ** 2, valueOf(word) ** 2);
    });
  }

  /** Counts one bit pattern `count` times, past the packed keys. */
  #addRepeated(word: number, count: number): void {
    const pattern = word & MAGNITUDE_BITS;
    if (pattern > INFINITE) this.#nan += count;
    else if (pattern === INFINITE) this.#infinite += count;
    else if (pattern === 0) {
      this.#zeros += count;
      if (word !== 0) this.#negativeZeros += count;
    } else {
      const key = pattern >>> 16;
      this.#keys.add(key, count, count * (base[key]! + (pattern & LOWER_BITS)) * scale[key]!);
      this.#addSquares(count * valueOf(word) ** 2, valueOf(word) ** 2);
    }
  }

  /** Hands over the values that were counted one by one. */
  #spill(): void {
    this.#distinct.forEach((word, count) => this.#addRepeated(word, count));
  }

  #fold(): void {
    const { positiveZeros, negativeZeros } = this.#packed.foldInto(this.#keys);
    this.#zeros += positiveZeros + negativeZeros;
    this.#negativeZeros += negativeZeros;
  }

  /** One level a magnitude, or null if there are more than a sketch keeps. */
  #exactLevels(): Levels | null {
    const counts = new Map<number, number>();
    this.#distinct.forEach((word, count) => {
      const pattern = word & MAGNITUDE_BITS;
      if (pattern > 0 && pattern < INFINITE) counts.set(pattern, (counts.get(pattern) ?? 0) + count);
    });
    if (counts.size > EXACT_LIMIT) return null;
    const builder = new LevelsBuilder(null);
    const rising = [...counts].sort(([a], [b]) => a - b);
    for (const [pattern, count] of rising) builder.append(valueOf(pattern), count, 0);
    return builder.build();
  }

  #reset(table: KeyCounts | null): void {
    this.#keys.drainInto(table);
    this.#distinct.clear();
    this.#zeros = this.#negativeZeros = this.#nan = this.#infinite = 0;
    this.#sumSquares = this.#maxSquare = 0;
  }
}

const oneWord = new Uint32Array(1);
const oneFloat = new Float32Array(oneWord.buffer);

/** Magnitude of a bit pattern. */
function valueOf(pattern: number): number {
  oneWord[0] = pattern;
  return Math.abs(oneFloat[0]!);
}
