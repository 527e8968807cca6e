/** The basis of plans: made once of all that is known, in slices, so that tens of thousands of matrices never hold up the page. */
import { queryOptions, skipToken } from '@tanstack/react-query';
import { basisSteps } from '../core/pruning/plan-basis.ts';
import type { PlanInput } from '../core/pruning/plan-input.ts';
import { inSlices } from '../workers/next-task.ts';
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
