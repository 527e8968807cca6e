/**
 * Every expert on every token, weighted by a softmax: the original mixture (Jacobs, Jordan, Nowlan & Hinton 1991) and,
 * with a temperature, the "SoftMoE head" of arXiv 2601.15021 (which is not Soft MoE: see soft-moe.ts).
 *
 *   p = softmax(z/τ),   y = Σ_i p_i f_i(x)
 */
import { softmaxRows } from '../logits.ts';
import type { Matrix } from '../matrix.ts';
import { gatesFrom, routingOf, selectTop, type Routing } from '../routing.ts';

/** Logits [T, E]; experts are listed by falling probability, as many as there are. */
export function routeSoftWeighted(logits: Matrix, { temperature = 1 } = {}): Routing {
  const probabilities = softmaxRows(logits, temperature);
  const selection = selectTop(logits, logits.columns);
  return routingOf({ probabilities, gates: gatesFrom(probabilities, selection), selection });
}
