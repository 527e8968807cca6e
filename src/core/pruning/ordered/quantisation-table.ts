/** What rounding adds to a matrix, Σ(w − ŵ)², at every number of bits and every group: filled row by row, exact. */
import {
  largestCode,
  quantisedBits,
  quantisedGroups,
  type Quantisation,
  type QuantisedGroup,
} from '../matrix/quantise.ts';
import { rowOf, type Floats, type WeightMatrix } from '../matrix/weight-matrix.ts';

/** Numbers of a matrix: by group, then by bits. */
export const QUANTISATION_SETTINGS = quantisedGroups.length * quantisedBits.length;

export class QuantisationTable {
  readonly noise = new Float64Array(QUANTISATION_SETTINGS);
  readonly #largest: number;

  /** `largest` finite magnitude of the whole matrix. */
  constructor(largest: number) {
    this.#largest = largest;
  }

  /** Rows of the matrix, each once, in any order. */
  add(block: WeightMatrix): void {
    for (let r = 0; r < block.rows; r++) {
      const row = rowOf(block, r);
      quantisedGroups.forEach((group, g) => this.#addRow(row, group, g));
    }
  }

  #addRow(row: Floats, group: QuantisedGroup, place: number): void {
    const width = typeof group === 'number' ? group : row.length;
    for (let start = 0; start < row.length; start += width) {
      const end = Math.min(start + width, row.length);
      const largest = group === 'tensor' ? this.#largest : largestOf(row, start, end);
      if (largest === 0) continue;
      quantisedBits.forEach((bits, b) => {
        this.noise[quantisedBits.length * place + b]! += noiseOf(row, {
          start,
          end,
          step: largest / largestCode(bits),
        });
      });
    }
  }
}

/** Of a matrix's numbers in the table. */
export function noiseAt(numbers: Float64Array, { bits, group }: Quantisation): number {
  return numbers[quantisedBits.length * quantisedGroups.indexOf(group) + quantisedBits.indexOf(bits)]!;
}

/** Rounds to whole numbers, halves to even (matrix/quantise.ts). */
const ROUNDER = 1.5 * 2 ** 52;

function noiseOf(
  row: Floats,
  { start, end, step }: { readonly start: number; readonly end: number; readonly step: number },
): number {
  let noise = 0;
  for (let i = start; i < end; i++) {
    const weight = row[i]!;
    const error = weight - (weight / step + ROUNDER - ROUNDER) * step;
    // what is no number has no error
    if (error * error >= 0) noise += error * error;
  }
  return noise;
}

function largestOf(row: Floats, start: number, end: number): number {
  let largest = 0;
  for (let i = start; i < end; i++) {
    const magnitude = Math.abs(row[i]!);
    if (magnitude > largest && magnitude < Infinity) largest = magnitude;
  }
  return largest;
}
