/**
 * Counts a tensor's values one by one for as long as there are few different ones: ternary weights, int4 and int8
 * grids stored as floats. An ordinary tensor shows more than that within its first few hundred values, and the
 * counting ends there.
 */
import { EXACT_LIMIT } from '../../core/sketch/levels.ts';

const SLOTS = 2048;
const SHIFT = 32 - Math.log2(SLOTS);
/** Either sign of every magnitude, of zero and of infinity, and one for all NaN. */
const MOST_PATTERNS = 2 * EXACT_LIMIT + 5;
const INFINITE = 0x7f800000;
const NAN = 0x7fc00000;

export class DistinctValues {
  #isOpen = true;
  readonly #patterns = new Uint32Array(SLOTS);
  /** 0 marks a free slot. */
  readonly #counts = new Float64Array(SLOTS);
  #used = 0;

  /** True while everything that came in is counted here. */
  isOpen(): boolean {
    return this.#isOpen;
  }

  /** Counts 32-bit patterns until there are too many; returns how many were counted. */
  add(words: Uint32Array): number {
    for (let i = 0; i < words.length; i++) {
      const pattern = (words[i]! & 0x7fffffff) > INFINITE ? NAN : words[i]!;
      let slot = Math.imul(pattern, 0x9e3779b1) >>> SHIFT;
      while (this.#counts[slot]! > 0 && this.#patterns[slot] !== pattern) slot = (slot + 1) & (SLOTS - 1);
      if (this.#counts[slot] === 0) {
        if (this.#used === MOST_PATTERNS) {
          this.#isOpen = false;
          return i;
        }
        this.#patterns[slot] = pattern;
        this.#used++;
      }
      this.#counts[slot]! += 1;
    }
    return words.length;
  }

  forEach(visit: (pattern: number, count: number) => void): void {
    for (let slot = 0; slot < SLOTS && this.#used > 0; slot++) {
      if (this.#counts[slot]! > 0) visit(this.#patterns[slot]!, this.#counts[slot]!);
    }
  }

  clear(): void {
    if (this.#used > 0) this.#counts.fill(0);
    this.#used = 0;
    this.#isOpen = true;
  }
}
