/**
 * Squared coefficient of variation: the balance loss of Shazeer et al. 2017, arXiv 1701.06538 (equations 6, 7 and 11), of
 * importances Σ_x G_i(x) or of loads.
 *
 *   CV² = variance/mean²
 */
import { mean } from '../matrix.ts';

/**
 * The variance is divided by n (`population`: NumPy, V-MoE) or by n − 1 (`sample`: PyTorch's std, so the code of
 * arXiv 2302.14703; 0 for a single expert). NaN where all are 0.
 */
export function squaredCv(values: Float64Array, variance: 'population' | 'sample' = 'population'): number {
  const centre = mean(values);
  const squares = values.reduce((total, value) => total + (value - centre) ** 2, 0);
  const divisor = variance === 'population' ? values.length : Math.max(1, values.length - 1);
  return squares / divisor / centre ** 2;
}
