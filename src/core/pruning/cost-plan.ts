/** What a plan costs: actions in order, then every figure of what is left. Pure, and fast enough to follow a slider. */
import { actionKindOf } from './actions/index.ts';
import { errorCosts } from './approximation/error-costs.ts';
import { keptCosts, weightCuts } from './kept-costs.ts';
import { keptWeights } from './kept-weights.ts';
import type { Plan } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { PlanCosts, RowRules } from './plan-costs.ts';
import { keepListsOf, mergedLayers, novicesOf } from './places.ts';
import { routingCosts } from './routing-costs.ts';
import { sizeCosts } from './size-costs.ts';
import { Taken } from './taken.ts';

export function planCosts(basis: PlanBasis, plan: Plan): PlanCosts {
  const taken = takeActions(basis, plan);
  const kept = keptWeights(basis, taken);
  return {
    problems: taken.problems,
    notes: taken.notes,
    keepLists: keepListsOf(basis, taken),
    merged: mergedLayers(basis, taken),
    novices: novicesOf(basis, taken),
    topK: taken.topK === basis.topK ? null : taken.topK,
    thresholds: thresholdsByPart(basis, taken),
    rowRules: rowRulesOf(basis, taken),
    cuts: weightCuts(basis, taken, kept),
    size: sizeCosts(basis, taken, kept),
    error: errorCosts(basis, taken),
    ranks: taken.ranks.map(({ action, lowest, highest, parts }) => ({
      action,
      lowest,
      highest,
      matrices: parts.length,
    })),
    kept: keptCosts(basis, kept),
    routing: routingCosts(basis, taken),
  };
}

/** The actions alone, without their costs. */
export function takeActions(basis: PlanBasis, { actions }: Pick<Plan, 'actions'>): Taken {
  const taken = new Taken(basis);
  actions.forEach((action, at) => {
    actionKindOf(action).take(basis, taken, { action, at });
  });
  return taken;
}

function thresholdsByPart({ grid, totals, input }: PlanBasis, { gone, thresholds }: Taken): Float64Array {
  const byPart = new Float64Array(input.catalogue.parts.role.length);
  grid.parts.forEach((part, planned) => {
    if (gone[totals.cell[planned]!] === 0) byPart[part] = thresholds[planned]!;
  });
  return byPart;
}

/** Parts of experts that are gone by the end are in none of them. */
function rowRulesOf({ grid, totals, input }: PlanBasis, { gone, keptByRow }: Taken): RowRules {
  const isThere = (planned: number) => gone[totals.cell[planned]!] === 0;
  const rules = (keptByRow?.cuts ?? []).map(({ rule, members }) => ({
    rule,
    parts: members.filter(isThere).map((planned) => grid.parts[planned]!),
  }));
  const isByInputs = rules.some(({ rule }) => rule.score === 'wanda');
  return { rules, inputEnergies: isByInputs ? (input.reading?.inputEnergies ?? []) : [] };
}
