/** Weights in fewer bits, as an action of a plan. */
import type { PlacedAction } from '../actions/action-kind.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { QuantiseAction } from '../plan.ts';
import type { Taken } from '../taken.ts';
import { overlaps, type Approximation } from './approximation.ts';
import { bytesOfPart, dtypeOfPart, isRounded } from './part-place.ts';
import { quantiseParts } from './quantise-parts.ts';

/** One scale a matrix is told by sketches; others by the order of weights. */
export function needsOrder({ group }: QuantiseAction): boolean {
  return group !== 'tensor';
}

export function takeQuantise(
  basis: PlanBasis,
  taken: Taken,
  { action, at }: PlacedAction<QuantiseAction>,
): void {
  if (action.of === 'experts' && basis.grid.kind !== 'experts') {
    taken.refuse(at, 'no-experts', {});
    return;
  }
  const approximation = quantiseParts(basis, action, at);
  if (approximation.parts.length === 0) taken.refuse(at, 'nothing-to-quantise', { of: action.of });
  else if (needsOrder(action) && approximation.noise.value.every(Number.isNaN))
    taken.refuse(at, 'needs-pass', {});
  else if (overlaps(taken.approximations, approximation.parts)) taken.refuse(at, 'approximated-before', {});
  else {
    taken.approximations.push(approximation);
    noteWhatItMeans(basis, taken, { action, approximation });
  }
}

function noteWhatItMeans(
  { grid, input: { catalogue, summary } }: PlanBasis,
  taken: Taken,
  { action, approximation }: { readonly action: QuantiseAction; readonly approximation: Approximation },
): void {
  const { action: at, parts, noise, scaleBytes } = approximation;
  const rounded = parts.filter((part) => isRounded(dtypeOfPart(catalogue, part)));
  if (rounded.length > 0) {
    const dtypes = [...new Set(Array.from(rounded, (part) => dtypeOfPart(catalogue, part)))];
    taken.note(at, 'rounded-before', { dtypes, matrices: rounded.length });
  }
  let [before, after, notFinite] = [0, 0, 0];
  parts.forEach((part, i) => {
    before += bytesOfPart(catalogue, part);
    after += (catalogue.parts.parameters[part]! * action.bits) / 8 + scaleBytes![i]!;
    notFinite += summary.parts.totals.nan[part]! + summary.parts.totals.infinite[part]!;
  });
  if (after >= before) taken.note(at, 'not-smaller', { before, after });
  if (notFinite > 0) taken.note(at, 'not-finite-codes', { weights: notFinite });
  const unknown = noise.value.filter(Number.isNaN).length;
  if (unknown > 0) taken.note(at, 'error-unknown', { matrices: unknown });
  const isPlanned = action.of === (grid.kind === 'experts' ? 'experts' : 'rest');
  if (isPlanned && Array.from(grid.parts.keys()).some((planned) => taken.isPartCut(planned)))
    taken.note(at, 'error-of-whole', {});
  if (action.of === 'routers') taken.note(at, 'router-rounded', {});
}
