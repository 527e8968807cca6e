/**
 * The auxiliary loss of GShard (arXiv 2006.16668) and Switch (2101.03961, equations 4–6):
 *
 *   E · Σ_i f_i P_i,   f_i = share of choices that fell on expert i,   P_i = mean_x p_i(x)
 *
 * 1 where either is uniform, E at total collapse. Not a lower bound: f and P can be opposed. Gradients flow through P
 * alone. Switch and XMoE count first choices only. Over all k choices it is DeepSeek-V3's form (2412.19437, there with
 * the top-k of the unbiased scores); Hugging Face's Mixtral lets f sum to k and so has k times this.
 */
import { columnMeans, rowOf, sum, type Matrix } from '../matrix.ts';
import { topIndices } from '../ranking.ts';

/** `load` [E]: choices of each expert, in any unit; probabilities [T, E]. */
export function auxiliaryLoss(load: Float64Array, probabilities: Matrix): number {
  const total = sum(load);
  const means = columnMeans(probabilities);
  return load.length * load.reduce((loss, count, expert) => loss + (count / total) * means[expert]!, 0);
}

/** The loss of Switch and XMoE: f counts the most probable expert of every token. */
export function switchLoss(probabilities: Matrix): number {
  const load = new Float64Array(probabilities.columns);
  for (let token = 0; token < probabilities.rows; token++) {
    const [best] = topIndices(rowOf(probabilities, token), 1);
    if (best !== undefined) load[best]!++;
  }
  return auxiliaryLoss(load, probabilities);
}
