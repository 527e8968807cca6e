/**
 * The k experts of the largest logits.
 *
 * - gates over `selected`: softmax over the k logits (Mixtral; `norm_topk_prob: true`). Choosing first and normalising
 *   then is the same as a softmax over all that is renormalised over the k;
 * - gates over `all`: the k probabilities of a softmax over all, which sum to less than 1 (OLMoE, Switch).
 */
import { softmaxRows } from '../logits.ts';
import type { Matrix } from '../matrix.ts';
import { gatesFrom, routingOf, selectTop, softmaxOfSelected, type Routing } from '../routing.ts';

export interface TopKOptions {
  readonly topK: number;
  readonly gatesOver: 'selected' | 'all';
}

/** Logits [T, E]. */
export function routeTopK(logits: Matrix, { topK, gatesOver }: TopKOptions): Routing {
  const probabilities = softmaxRows(logits);
  const selection = selectTop(logits, topK);
  const gates =
    gatesOver === 'all' ? gatesFrom(probabilities, selection) : softmaxOfSelected(logits, selection);
  return routingOf({ probabilities, gates, selection });
}
