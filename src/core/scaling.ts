/**
 * Weights that are stored as codes of 4 or 8 bits beside a tensor of scales, one for every tile of a matrix: block-scaled
 * and per-channel fp8, MXFP4, NVFP4, packed integers, nf4 and int8 of bitsandbytes, quantised TensorFlow.js. A weight is the value of its code, less a zero point, times the scale of its tile, times a factor where
 * there is one for the whole tensor.
 */
import type { Dtype } from './dtype.ts';

/** Numbers of a tensor, little-endian and side by side. */
export interface StoredNumbers {
  /** Index into `Checkpoint.files`. */
  readonly file: number;
  readonly startByte: number;
  readonly dtype: Dtype;
}

export interface Scaling {
  /** The numbers, or one for all. */
  readonly scales: StoredNumbers | number;
  /** Whether a scale stands for itself, or is kept in a byte as an exponent: 2^(byte − 127). */
  readonly kind: 'value' | 'exponent';
  /** Set where the scales are codes of 8 bits themselves. */
  readonly nested?: NestedScales;
  /** A single number that all weights are multiplied or divided by. */
  readonly factor?: number | (StoredNumbers & { readonly use: 'multiply' | 'divide' });
  /** The value of every code, where the file has a table of them. */
  readonly codes?: StoredNumbers;
  /** Set where the first of two codes in a byte is in its upper half. */
  readonly isHighFirst?: true;
  /** What is taken from every code first: one number, or one for each scale, 4 bits each and `more`. */
  readonly zero?: number | (StoredNumbers & { readonly more: number });
  /** Which scale of each eight in a row is that of the first, second, … column of tiles; in order if absent. */
  readonly order?: readonly number[];
  /** Rows and columns of each matrix, and of a tile; the last tiles of a matrix may be cut off. */
  readonly rows: number;
  readonly columns: number;
  readonly tileRows: number;
  readonly tileColumns: number;
}

/** A scale is the value of its code, times the one of its group, plus the offset. */
export interface NestedScales {
  readonly codes: StoredNumbers;
  readonly scales: StoredNumbers;
  readonly group: number;
  readonly offset: number;
}

/** Tiles that lie side by side in a row of tiles. */
export function tilesAcross({ columns, tileColumns }: Scaling): number {
  return Math.ceil(columns / tileColumns);
}

/** The row of tiles, counted over all matrices, of a row of weights, counted likewise. */
export function tileRowOf({ rows, tileRows }: Scaling, row: number): number {
  const matrix = Math.floor(row / rows);
  return matrix * Math.ceil(rows / tileRows) + Math.floor((row % rows) / tileRows);
}
