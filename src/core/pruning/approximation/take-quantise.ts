/** Weights in fewer bits, as an action of a plan. */
import type { PlacedAction } from '../actions/action-kind.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { QuantiseAction } from '../plan.ts';
import type { Taken } from '../taken.ts';
import { overlaps } from './approximation.ts';
import { quantiseParts, type QuantisedParts } from './quantise-parts.ts';

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
  const quantised = quantiseParts(basis, action, at);
  const { parts, facts } = quantised;
  if (parts.length === 0) taken.refuse(at, 'nothing-to-quantise', { of: action.of });
  else if (needsOrder(action) && facts.unknown === parts.length) taken.refuse(at, 'needs-pass', {});
  else if (overlaps(taken.approximations, parts)) taken.refuse(at, 'approximated-before', {});
  else {
    taken.approximations.push(quantised);
    noteWhatItMeans(basis, taken, { action, quantised });
  }
}

function noteWhatItMeans(
  { grid }: PlanBasis,
  taken: Taken,
  { action, quantised }: { readonly action: QuantiseAction; readonly quantised: QuantisedParts },
): void {
  const { action: at, facts } = quantised;
  const { rounded, roundedTypes, before, after, notFinite, unknown } = facts;
  if (rounded > 0) taken.note(at, 'rounded-before', { dtypes: roundedTypes, matrices: rounded });
  if (after >= before) taken.note(at, 'not-smaller', { before, after });
  if (notFinite > 0) taken.note(at, 'not-finite-codes', { weights: notFinite });
  if (unknown > 0) taken.note(at, 'error-unknown', { matrices: unknown });
  const isPlanned = action.of === (grid.kind === 'experts' ? 'experts' : 'rest');
  if (isPlanned && taken.thresholds.some((_, planned) => taken.isPartCut(planned)))
    taken.note(at, 'error-of-whole', {});
  if (action.of === 'routers') taken.note(at, 'router-rounded', {});
}
