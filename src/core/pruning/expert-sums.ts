/**
 * What criteria need of one layer, in sums over tokens (REAP, arXiv 2510.13999, src/reap/observer.py): how often each expert
 * was chosen, and the norms of what it put out, plain and as the gate weighs them.
 */
import { rowOf, type Matrix } from '../routing/matrix.ts';
import type { Routing } from '../routing/routing.ts';
import { chosenBy } from '../routing/selection.ts';

/** [E] each, over the tokens x that chose the expert. */
export interface ExpertSums {
  readonly tokens: Float64Array;
  /** Σ gᵢ(x), Σ ‖fᵢ(x)‖₂ and Σ gᵢ(x) ‖fᵢ(x)‖₂. */
  readonly gates: Float64Array;
  readonly norms: Float64Array;
  readonly gatedNorms: Float64Array;
}

/** `norms` are ‖fᵢ(x)‖₂, [T, E]; those of experts that a token did not choose are not looked at. */
export function expertSums(
  { gates, selection }: Pick<Routing, 'gates' | 'selection'>,
  norms: Matrix,
): ExpertSums {
  const empty = () => new Float64Array(norms.columns);
  const sums = { tokens: empty(), gates: empty(), norms: empty(), gatedNorms: empty() };
  for (let token = 0; token < selection.tokens; token++) {
    const [gate, norm] = [rowOf(gates, token), rowOf(norms, token)];
    for (const expert of chosenBy(selection, token)) {
      sums.tokens[expert]! += 1;
      sums.gates[expert]! += gate[expert]!;
      sums.norms[expert]! += norm[expert]!;
      sums.gatedNorms[expert]! += gate[expert]! * norm[expert]!;
    }
  }
  return sums;
}

/** Tables by the names that REAP writes; means of experts that no token chose are 0. */
export function saliencyTables({ tokens, gates, norms, gatedNorms }: ExpertSums) {
  const meanOf = (sums: Float64Array) => sums.map((sum, i) => (tokens[i]! > 0 ? sum / tokens[i]! : 0));
  return {
    weighted_expert_frequency_sum: gates,
    ean_sum: norms,
    ean_mean: meanOf(norms),
    weighted_ean_sum: gatedNorms,
    reap: meanOf(gatedNorms),
  };
}
