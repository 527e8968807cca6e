/** Tally of 64-bit floats: count and sum by exponent and the upper 7 bits of the mantissa. */
import { EXACT_LIMIT, LevelsBuilder, SKETCH_BINS, summed, type Levels } from '../../core/sketch/levels.ts';
import type { Sketch } from '../../core/sketch/sketch.ts';
import type { Tally } from '../tally.ts';
import { KeyCounts } from './key-counts.ts';

/** 11 bits of exponent and 7 of mantissa. */
const MAGNITUDES = 2 ** 18;
const KEY_SHIFT = 13;
const FIRST_NORMAL_KEY = 0x80;

const edges = Float64Array.from({ length: MAGNITUDES + 1 }, (_, key) => {
  const exponent = key >>> 7;
  const mantissa = (key & 0x7f) / 0x80;
  return exponent === 0 ? mantissa * 2 ** -1022 : (1 + mantissa) * 2 ** (exponent - 1023);
});

export function float64Tally(): Tally {
  const part = new Float64Part();
  return {
    bytesPerElement: 8,
    add: (buffer, byteOffset, elements) => part.add(buffer, byteOffset, elements),
    take: (table) => part.take(table as KeyCounts | null),
    newTable: () => new KeyCounts(edges),
  };
}

class Float64Part {
  readonly #keys = new KeyCounts(edges);
  /** Counts by magnitude while there are few different ones, null from then on. */
  #distinct: Map<number, number> | null = new Map<number, number>();
  #zeros = 0;
  #negativeZeros = 0;
  #nan = 0;
  #infinite = 0;
  #sumSquares = 0;
  #maxAbs = 0;

  add(buffer: ArrayBuffer, byteOffset: number, elements: number): void {
    const values = new Float64Array(buffer, byteOffset, elements);
    const words = new Uint32Array(buffer, byteOffset, 2 * elements);
    for (let i = 0; i < elements; i++) {
      const value = Math.abs(values[i]!);
      if (value === 0) this.#addZero(words[2 * i + 1]!);
      else if (value < Infinity) this.#addFinite(value, (words[2 * i + 1]! & 0x7fffffff) >>> KEY_SHIFT);
      else if (value === Infinity) this.#infinite++;
      else this.#nan++;
    }
  }

  take(table: KeyCounts | null): Sketch {
    const levels = this.#keys.levels(SKETCH_BINS);
    const { count, sum } = summed(levels);
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
        maxAbs: this.#maxAbs,
      },
      levels: this.#exactLevels() ?? levels,
    };
    this.#keys.drainInto(table);
    this.#reset();
    return sketch;
  }

  #addZero(upperWord: number): void {
    this.#zeros++;
    if (upperWord !== 0) this.#negativeZeros++;
  }

  #addFinite(value: number, key: number): void {
    this.#keys.add(key, 1, value);
    this.#sumSquares += value * value;
    if (value > this.#maxAbs) this.#maxAbs = value;
    if (this.#distinct === null) return;
    this.#distinct.set(value, (this.#distinct.get(value) ?? 0) + 1);
    if (this.#distinct.size > EXACT_LIMIT) this.#distinct = null;
  }

  #exactLevels(): Levels | null {
    if (this.#distinct === null) return null;
    const rising = [...this.#distinct].sort(([a], [b]) => a - b);
    const builder = new LevelsBuilder(null);
    for (const [value, count] of rising) builder.append(value, count, 0);
    return builder.build();
  }

  #reset(): void {
    this.#distinct = new Map();
    this.#zeros = this.#negativeZeros = this.#nan = this.#infinite = 0;
    this.#sumSquares = this.#maxAbs = 0;
  }
}
