/**
 * What rounding adds to a matrix, Σ(w − ŵ)², at every number of bits and every group within rows: filled row by row, exact. Of one
 * scale a matrix the sketch tells (approximation/sketch-noise.ts), as rows do not know the largest weight of the others.
 */
import {
  largestCode,
  quantisedBits,
  quantisedGroups,
  type Quantisation,
  type QuantisedGroup,
} from '../matrix/quantise.ts';
import { rowOf, type Floats, type WeightMatrix } from '../matrix/weight-matrix.ts';

export type RowGroup = Exclude<QuantisedGroup, 'tensor'>;

const groups = quantisedGroups.filter((group): group is RowGroup => group !== 'tensor');

/** Numbers of a matrix: by group, then by bits. */
export const QUANTISATION_NUMBERS = groups.length * quantisedBits.length;

/** Adds what a row has to the numbers of its matrix. */
function addQuantisation(row: Floats, numbers: Float64Array): void {
  groups.forEach((group, g) => {
    const width = group === 'channel' ? row.length : group;
    for (let start = 0; start < row.length; start += width) {
      const end = Math.min(start + width, row.length);
      const largest = largestOf(row, start, end);
      if (largest === 0) continue;
      quantisedBits.forEach((bits, b) => {
        const step = largest / largestCode(bits);
        numbers[quantisedBits.length * g + b]! += noiseOf(row, { start, end, step });
      });
    }
  });
}

/** All rows of a matrix, or of some of it. */
export function addRowsQuantised(block: WeightMatrix, numbers: Float64Array): void {
  for (let r = 0; r < block.rows; r++) addQuantisation(rowOf(block, r), numbers);
}

/** Of a matrix's numbers in the table. */
export function noiseAt(
  numbers: Float64Array,
  { bits, group }: Pick<Quantisation, 'bits'> & { readonly group: RowGroup },
): number {
  return numbers[quantisedBits.length * groups.indexOf(group) + quantisedBits.indexOf(bits)]!;
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
