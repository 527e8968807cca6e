/** Sums over all matrices of each expert, out of the scan. */
import { cellCount, cellParts } from '../../grid.ts';
import type { PlanBasis } from '../plan-basis.ts';

export interface WeightSums {
  /** Finite weights, Σ|w| and Σw². */
  readonly count: number;
  readonly l1: number;
  readonly sumSquares: number;
}

/** [L, C] of `of`; NaN where there is no expert. */
export function scoresOfWeights(
  { grid, input: { summary } }: Pick<PlanBasis, 'grid' | 'input'>,
  of: (sums: WeightSums) => number,
): { readonly values: Float64Array } {
  const { totals } = summary.parts;
  const values = Float64Array.from({ length: cellCount(grid) }, (_, cell) => {
    const parts = cellParts(grid, cell);
    const sumOf = (column: Float64Array) => parts.reduce((sum, part) => sum + column[part]!, 0);
    const count = sumOf(totals.count) - sumOf(totals.nan) - sumOf(totals.infinite);
    return count > 0 ? of({ count, l1: sumOf(totals.l1), sumSquares: sumOf(totals.sumSquares) }) : NaN;
  });
  return { values };
}
