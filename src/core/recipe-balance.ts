/** Whether a recipe keeps its experts in use, and how to make it do so. */
import type { PartChoice, Recipe } from './recipe.ts';

/** Terms that push loads, or importances, together. */
const balancing = ['switch-balance', 'importance', 'load', 'uniform-divergence'];
/** Routers that balance by themselves: experts choose, biases are moved, or everything goes everywhere. */
const selfBalancing = ['expert-choice', 'sigmoid-bias', 'soft-moe', 'dense'];

export function isBalanced({ regularizers, router }: Recipe): boolean {
  return selfBalancing.includes(router.id) || regularizers.some(({ id }) => balancing.includes(id));
}

/**
 * Of the Switch loss, which is published with 0.01 for very many steps; a small model's few hundred do not cure a collapse
 * with that.
 */
const SWITCH_STRENGTH = 0.1;

/** The recipe with the balancing terms that its router was published with. */
export function withBalance(recipe: Recipe): Recipe {
  const terms = termsFor(recipe.router.id).map((id): PartChoice => ({
    id,
    values: id === 'switch-balance' ? { strength: SWITCH_STRENGTH } : {},
  }));
  const others = recipe.regularizers.filter(({ id }) => !terms.some((term) => term.id === id));
  return { ...recipe, regularizers: [...others, ...terms] };
}

/** Shazeer et al. 2017 for a noisy gate and Fedus et al. 2021 for a hard one; of a soft gate the importances are pushed together. */
function termsFor(router: string): readonly string[] {
  if (router === 'noisy-top-k') return ['importance', 'load'];
  return router === 'soft' || router === 'attentive' ? ['importance'] : ['switch-balance'];
}
