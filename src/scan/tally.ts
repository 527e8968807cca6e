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
  levels(): Levels;
}
