/** Experts of lower rank, as an action of a plan. */
import type { PlacedAction } from '../actions/action-kind.ts';
import { partsInScope } from '../parts-in-scope.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { RankAction } from '../plan.ts';
import { rowsInScope, type Taken } from '../taken.ts';
import { marksOf, overlaps } from './approximation.ts';
import { lowerRanks } from './lower-rank.ts';
import { dtypeOfPart, isRounded } from './part-place.ts';

export function takeRank(basis: PlanBasis, taken: Taken, { action, at }: PlacedAction<RankAction>): void {
  const { scope, amount } = action;
  const { rows, unknown } = rowsInScope(basis, scope.layers);
  if (unknown.length > 0) taken.refuse(at, 'no-layers', { layers: unknown });
  else if (!(amount.fraction > 0 && amount.fraction <= 1)) {
    const what = `The share of ${amount.kind === 'energy' ? 'energy' : 'ranks'} to keep`;
    taken.refuse(at, 'amount-outside', { what, value: amount.fraction, range: 'above 0, and 1 at most' });
  } else {
    const { projection } = scope;
    const members = partsInScope(basis, { rows, projection, gone: taken.notToCut() });
    const parts = members.map((planned) => basis.grid.parts[planned]!);
    if (parts.length === 0) taken.refuse(at, 'no-weights', { projection });
    else if (members.some((planned) => taken.isPartCut(planned))) taken.refuse(at, 'rank-after-cut', {});
    else lowerThem(basis, taken, { action, at, parts });
  }
}

/** Whether matrices that an action on weights is about were made two factors before. */
export function areFactors(
  basis: PlanBasis,
  taken: Taken,
  {
    rows,
    projection,
  }: { readonly rows: readonly number[]; readonly projection: RankAction['scope']['projection'] },
): boolean {
  if (taken.ranks.length === 0) return false;
  const isThin = marksOf(taken.ranks);
  const members = partsInScope(basis, { rows, projection, gone: taken.notToCut() });
  return members.some((planned) => isThin[basis.grid.parts[planned]!] === 1);
}

function lowerThem(
  basis: PlanBasis,
  taken: Taken,
  { action, at, parts }: PlacedAction<RankAction> & { readonly parts: Uint32Array },
): void {
  const { catalogue } = basis.input;
  const lowered = lowerRanks(basis, parts, { amount: action.amount, at });
  if (lowered.unknown === parts.length) taken.refuse(at, 'needs-singular-values', {});
  else if (overlaps(taken.approximations, lowered.parts)) taken.refuse(at, 'approximated-before', {});
  else {
    taken.approximations.push(lowered);
    taken.ranks.push(lowered);
    if (lowered.whole > 0) taken.note(at, 'rank-not-smaller', { matrices: lowered.whole });
    if (lowered.unknown > 0) taken.note(at, 'error-unknown', { matrices: lowered.unknown });
    if (lowered.deviation > 0) taken.note(at, 'rank-estimated', { deviation: lowered.deviation });
    const rounded = lowered.parts.filter((part) => isRounded(dtypeOfPart(catalogue, part)));
    if (rounded.length > 0) taken.note(at, 'rank-of-rounded', { matrices: rounded.length });
  }
}
