/**
 * Magnitudes counted by value: one by one while there are few different ones, and by key (key-counts.ts) always. For
 * wide values that come one at a time, and for values of which a whole group is counted at once.
 */
import { EXACT_LIMIT, LevelsBuilder, SKETCH_BINS, summed, type Levels } from '../../core/sketch/levels.ts';
import type { Sketch } from '../../core/sketch/sketch.ts';
import { KeyCounts } from './key-counts.ts';

export class ValueCounts {
  readonly #keys: KeyCounts;
  readonly #firstNormalKey: number;
  /** Counts by magnitude while there are few different ones, null from then on. */
  #distinct: Map<number, number> | null = new Map<number, number>();
  #zeros = 0;
  #negativeZeros = 0;
  #nan = 0;
  #infinite = 0;
  #sumSquares = 0;
  #maxAbs = 0;

  /** `edges` are those of the keys; keys below `firstNormalKey` are of zero and subnormals. */
  constructor(edges: Float64Array, firstNormalKey: number) {
    this.#keys = new KeyCounts(edges);
    this.#firstNormalKey = firstNormalKey;
  }

  addZeros(count: number, isNegative: boolean): void {
    this.#zeros += count;
    if (isNegative) this.#negativeZeros += count;
  }

  /** A magnitude that is Infinity or NaN. */
  addSpecial(magnitude: number, count: number): void {
    if (magnitude === Infinity) this.#infinite += count;
    else this.#nan += count;
  }

  /** A finite magnitude above 0, and the key that it has. */
  add(magnitude: number, key: number, count: number): void {
    this.#keys.add(key, count, count * magnitude);
    this.#sumSquares += count * magnitude * magnitude;
    if (magnitude > this.#maxAbs) this.#maxAbs = magnitude;
    if (this.#distinct === null) return;
    this.#distinct.set(magnitude, (this.#distinct.get(magnitude) ?? 0) + count);
    if (this.#distinct.size > EXACT_LIMIT) this.#distinct = null;
  }

  /** The sketch of what came since the last call; it also enters `table`, if given. */
  take(table: KeyCounts | null): Sketch {
    const levels = this.#keys.levels(SKETCH_BINS);
    const { count, sum } = summed(levels);
    const sketch: Sketch = {
      totals: {
        count: count + this.#zeros + this.#nan + this.#infinite,
        zeros: this.#zeros,
        negativeZeros: this.#negativeZeros,
        subnormals: this.#keys.countBelow(this.#firstNormalKey),
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
