/**
 * How far the mean distribution p̄ over a batch is from uniform u, in nats; 0 in balance.
 *
 * The code of arXiv 2601.15021 means KL(p̄‖u) and computes `F.kl_div(log p̄, u, 'batchmean')` on a vector, which is
 * KL(u‖p̄)/E: `batchmean` there divides by the number of experts.
 */
import { divergenceNats } from '../entropy.ts';
import { columnMeans, type Matrix } from '../matrix.ts';

/** `forward` KL(p̄‖u) = log E − H(p̄); `reverse` KL(u‖p̄); `batchmean` as published. Probabilities [T, E]. */
export function uniformDivergence(
  probabilities: Matrix,
  form: 'forward' | 'reverse' | 'batchmean' = 'forward',
): number {
  const experts = probabilities.columns;
  const usage = columnMeans(probabilities);
  const uniform = new Float64Array(experts).fill(1 / experts);
  if (form === 'forward') return divergenceNats(usage, uniform);
  return divergenceNats(uniform, usage) / (form === 'batchmean' ? experts : 1);
}
