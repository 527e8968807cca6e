/** Scores of a criterion, worked out once for a basis: they do not change while a slider moves. */
import type { Criterion, Lack, Scores } from './criterion.ts';
import type { PlanBasis } from './plan-basis.ts';

interface Known {
  readonly seed: number;
  readonly answer: Scores | Lack;
}

/** Of each criterion the last seed alone, so that whoever tries many keeps few. */
const known = new WeakMap<PlanBasis, Map<string, Known>>();

export function scoresOf(basis: PlanBasis, { id, scores }: Criterion, seed: number): Scores | Lack {
  let ofBasis = known.get(basis);
  if (ofBasis === undefined) known.set(basis, (ofBasis = new Map<string, Known>()));
  const last = ofBasis.get(id);
  if (last?.seed === seed) return last.answer;
  const answer = scores(basis, { seed });
  ofBasis.set(id, { seed, answer });
  return answer;
}
