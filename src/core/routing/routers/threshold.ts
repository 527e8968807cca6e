/**
 * XMoE's threshold router: Yang et al., arXiv 2403.18926. A token takes its most probable experts until together they
 * have probability t, so that a confident token takes one and a torn one many.
 *
 *   p = softmax(z); by falling p, rank r is taken iff the probability of the ranks before it is below t (rank 1 always)
 *   y = Σ p_i f_i(x), not renormalised
 *
 * t = 0 is top-1, t = 1 every expert. Overflowing choices are turned away by rank first, then by probability.
 */
import { capacityOf, limitToCapacity } from '../capacity.ts';
import { softmaxRows } from '../logits.ts';
import { rowOf, type Matrix } from '../matrix.ts';
import { topIndices } from '../ranking.ts';
import { gatesFrom, routingOf, softmaxOfSelected, type Routing } from '../routing.ts';
import { selectionOf } from '../selection.ts';

export interface ThresholdOptions {
  /** t, the paper's default 0.9. */
  readonly threshold: number;
  /** Whether gates are divided by their sum over the experts chosen (before any is dropped); the paper does not. */
  readonly renormalise?: boolean;
  /** Tokens an expert takes are max(minimum, ⌈T/E · factor⌉); the paper trains with 8 for 64 experts. */
  readonly capacityFactor?: number;
  readonly minimumCapacity?: number;
}

/** Logits [T, E]; the selection has E slots. */
export function routeThreshold(
  logits: Matrix,
  { threshold, renormalise = false, capacityFactor = Infinity, minimumCapacity = 4 }: ThresholdOptions,
): Routing {
  const { rows: tokens, columns: experts } = logits;
  const probabilities = softmaxRows(logits);
  const chosen = Array.from({ length: tokens }, (_, token) =>
    smallestPrefix(rowOf(probabilities, token), { ranked: topIndices(rowOf(logits, token)), threshold }),
  );
  const selection = selectionOf(chosen, experts);
  const gates = renormalise ? softmaxOfSelected(logits, selection) : gatesFrom(probabilities, selection);
  const capacity = capacityOf({ tokens, experts, factor: capacityFactor, minimum: minimumCapacity });
  return limitToCapacity(routingOf({ probabilities, gates, selection }), { capacity, priority: 'pair' });
}

/** A sum of probabilities may reach 1 too early by rounding, so a threshold of 1 means all, whatever the sum. */
function smallestPrefix(
  probabilities: Float64Array,
  { ranked, threshold }: { readonly ranked: readonly number[]; readonly threshold: number },
): readonly number[] {
  if (Number.isNaN(probabilities[0])) return [];
  if (threshold >= 1) return ranked;
  let before = 0;
  const end = ranked.findIndex((expert, rank) => {
    const isEnough = rank > 0 && before >= threshold;
    before += probabilities[expert]!;
    return isEnough;
  });
  return end < 0 ? ranked : ranked.slice(0, end);
}
