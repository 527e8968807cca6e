/**
 * How tokens go from the experts of one layer to those of another. Counts of parts add up. `mutualInformation` of them
 * tells how much one layer's choice says of the other's.
 */
import { columnSums, mapRows, rowSums, sum, zeroMatrix, type Matrix } from '../matrix.ts';
import type { Selection } from '../selection.ts';

/** [E, E']: rows are the experts of the earlier layer. */
export function emptyFlow(from: number, to: number): Matrix {
  return zeroMatrix(from, to);
}

/** Adds the same tokens in both layers: every expert of the one with every expert of the other. */
export function countFlow(flow: Matrix, from: Selection, to: Selection): void {
  if (from.tokens !== to.tokens) throw new RangeError('the two layers have different tokens');
  const { values, columns } = flow;
  for (let token = 0; token < from.tokens; token++) {
    const [start, next] = [token * from.slots, token * to.slots];
    for (let i = start; i < start + from.slots; i++) {
      const row = from.experts[i]! * columns;
      if (row < 0) continue;
      for (let j = next; j < next + to.slots; j++) {
        const other = to.experts[j]!;
        if (other >= 0 && other < columns) values[row + other]!++;
      }
    }
  }
}

/** The share of each row: where an expert's tokens go next. Rows of unused experts are NaN. */
export function flowShares(flow: Matrix): Matrix {
  const sums = rowSums(flow);
  return mapRows(flow, (row, i) => row.map((count) => count / sums[i]!));
}

/** Counts over those of independent layers, n_i m_j/Σ: across layers nothing excludes anything. NaN of 0/0. */
export function flowLift(flow: Matrix): Matrix {
  const [from, to, total] = [rowSums(flow), columnSums(flow), sum(flow.values)];
  return mapRows(flow, (row, i) => row.map((count, j) => (count * total) / (from[i]! * to[j]!)));
}
