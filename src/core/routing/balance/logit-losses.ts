/** Losses that keep the router's own numbers in hand. Means over tokens. */
import { entropyNats } from '../entropy.ts';
import { logSumExpRows } from '../logits.ts';
import { mean, rowOf, type Matrix } from '../matrix.ts';

/** ST-MoE's z-loss (arXiv 2202.08906): mean_x (log Σ_i exp z_i)², of logits [T, E]. Keeps logits small. */
export function zLoss(logits: Matrix): number {
  return mean(logSumExpRows(logits).map((value) => value ** 2));
}

/**
 * mean_x H(p(x)) in nats, of probabilities [T, E]: the term of SEER-MoE (arXiv 2404.05089). Lowering it makes a router
 * decided; without a balance term, also collapsed.
 */
export function gateEntropyLoss(probabilities: Matrix): number {
  const entropies = Float64Array.from({ length: probabilities.rows }, (_, token) =>
    entropyNats(rowOf(probabilities, token)),
  );
  return mean(entropies);
}
