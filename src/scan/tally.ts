/**
 * A tally counts the elements of one part at a time. Elements come in pieces (`add`); `take` gives the sketch of
 * what came since the last `take`, and adds the same weights to the full table of the part's class.
 */
import type { Levels } from '../core/sketch/levels.ts';
import type { Sketch } from '../core/sketch/sketch.ts';

export interface Tally {
  /**
   * Counts `elements` little-endian values at a byte offset that is a multiple of their size in memory; for dtypes that
   * come in blocks, whole blocks at any offset.
   */
  add(buffer: ArrayBuffer, byteOffset: number, elements: number): void;
  /** Ends the part (or this piece of it). Its magnitudes also enter `table`, if one is given. */
  take(table: Table | null): Sketch;
  /** A full table that `take` of this tally can fill. */
  newTable(): Table;
}

/** Full-resolution counts of many parts of one dtype. */
export interface Table {
  /** Keys are whole numbers below this. */
  readonly keys: number;
  /** Whether a key holds several magnitudes, whose sum is kept. */
  readonly hasSums: boolean;
  levels(): Levels;
  /** All that it holds, by rising key. */
  counts(): TableCounts;
  /** Adds what another table of the dtype held. Whatever the order, the same comes of it, to the last bit. */
  addCounts(counts: TableCounts): void;
}

/** A table's contents: they add up exactly, which means and spreads of its levels do not. */
export interface TableCounts {
  readonly key: Uint32Array;
  readonly count: Float64Array;
  /**
   * Sum of each key's magnitudes, as two doubles that together have no rounding; both empty where every magnitude is a
   * key of its own.
   */
  readonly sum: Float64Array;
  readonly rest: Float64Array;
}
