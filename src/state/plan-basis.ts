/** The basis of plans: made once of all that is known, in slices, so that tens of thousands of matrices never hold up the page. */
import { queryOptions, skipToken } from '@tanstack/react-query';
import { basisSteps, type PlanBasis } from '../core/pruning/plan-basis.ts';
import type { PlanInput } from '../core/pruning/plan-input.ts';
import { curveOf, type Curve } from '../core/sketch/curve.ts';
import type { Steps } from '../core/steps.ts';
import { inSlices } from '../workers/next-task.ts';
import { sketchSteps } from './curves.ts';
import { identityOf } from './identity.ts';

/** For when the panel is shown again; of a large model it is hundreds of megabytes. */
const KEPT_MS = 5 * 60_000;

export function planBasisQuery(input: PlanInput | null) {
  return queryOptions({
    queryKey: ['plan basis', ...(input === null ? [] : Object.values(input).map(identityOf))],
    queryFn: input === null ? skipToken : ({ signal }) => inSlices(basisSteps(input), { signal }),
    gcTime: KEPT_MS,
  });
}

/** What plans are held against. */
export interface BaseCurve {
  readonly curve: Curve;
  readonly isEstimate: boolean;
}

/** The curve of all weights that plans are about, in slices as well. */
export function baseCurveQuery(basis: Pick<PlanBasis, 'input' | 'grid'>) {
  const { catalogue, summary } = basis.input;
  return queryOptions({
    queryKey: ['base curve', identityOf(catalogue), identityOf(summary)],
    queryFn: ({ signal }) => inSlices(baseCurveSteps(basis), { signal }),
    gcTime: KEPT_MS,
  });
}

function* baseCurveSteps({ input, grid }: Pick<PlanBasis, 'input' | 'grid'>): Steps<BaseCurve> {
  const { sketch, basis } = yield* sketchSteps(grid.parts, input.catalogue, input.summary);
  yield;
  return { curve: curveOf(sketch), isEstimate: basis === 'estimate' };
}
