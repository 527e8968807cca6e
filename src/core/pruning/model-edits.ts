/**
 * A plan as a trained model takes it: worked out for one checkpoint, in that checkpoint's own names and numbers, so that
 * whoever has the weights needs neither criteria nor sketches. Models that are trained here have one layer with experts.
 */
import { planCosts } from './cost-plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Plan } from './plan.ts';

export interface ModelEdits {
  /** Experts that stay, ids rising; null for all. */
  readonly kept: readonly number[] | null;
  /** By tensor: its weights of smaller magnitude become zeros. Tensors that lose nothing are not in it. */
  readonly thresholds: Readonly<Record<string, number>>;
  /** Experts a token, if it is lowered; null for as many as before. */
  readonly topK: number | null;
}

export const noEdits: ModelEdits = { kept: null, thresholds: {}, topK: null };

/** Actions that the plan can't take are left out, as they are of its costs. */
export function modelEdits(basis: PlanBasis, plan: Plan): ModelEdits {
  const { parts, tensors, structure } = basis.input.catalogue;
  const { keepLists, thresholds } = planCosts(basis, plan);
  const [layer = 0] = structure.moeLayers;
  const byTensor: Record<string, number> = {};
  thresholds.forEach((threshold, part) => {
    if (threshold > 0) byTensor[tensors.names[parts.tensor[part]!]!] = threshold;
  });
  return { kept: keepLists.get(layer) ?? null, thresholds: byTensor, topK: null };
}
