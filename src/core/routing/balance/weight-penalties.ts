/** Penalties on weights that make an expert (or its gate) sparse. */
import { rowOf, transposed, type Matrix } from '../matrix.ts';

/** ‖w‖₁ = Σ|w|. */
export function l1Penalty(weights: Float64Array): number {
  return weights.reduce((total, weight) => total + Math.abs(weight), 0);
}

/** ‖w‖₂² = Σw², not halved. */
export function l2Penalty(weights: Float64Array): number {
  return weights.reduce((total, weight) => total + weight * weight, 0);
}

/**
 * Group lasso (Yuan & Lin 2006): Σ_g √|g| ‖w_g‖₂, with each row or column of W a group. A hidden unit of a layer y = x W
 * is a column, and goes as a whole.
 */
export function groupLasso(weights: Matrix, groups: 'rows' | 'columns'): number {
  const byGroup = groups === 'rows' ? weights : transposed(weights);
  let penalty = 0;
  for (let group = 0; group < byGroup.rows; group++) penalty += Math.sqrt(l2Penalty(rowOf(byGroup, group)));
  return Math.sqrt(byGroup.columns) * penalty;
}

/**
 * Hoyer-square (Yang, Wen & Li, DeepHoyer, arXiv 1908.09979): (Σ|w|)²/Σw², between 1 for a single weight and n for equal
 * ones, whatever their scale. NaN where all are 0.
 */
export function hoyerSquare(weights: Float64Array): number {
  return l1Penalty(weights) ** 2 / l2Penalty(weights);
}
