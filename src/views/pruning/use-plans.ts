/** What the plans of the view come to: worked out a moment after a knob was turned, so that no knob waits for it. */
import { useQueries } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { planCosts } from '../../core/pruning/cost-plan.ts';
import { basisOf, type PlanBasis } from '../../core/pruning/plan-basis.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import type { Plan } from '../../core/pruning/plan.ts';
import type { PlanInput } from '../../core/pruning/plan-input.ts';
import type { Summary } from '../../core/summary.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { planName, plansOf, shownIndex } from '../../state/plans.ts';
import { traceQuery, useTraces } from '../../state/traces.ts';
import { useView } from '../../state/view.ts';
import type { Analysis } from '../use-analyses.ts';

export interface CostedPlan {
  readonly plan: Plan;
  readonly name: string;
  readonly costs: PlanCosts;
}

/** The reading of the shown trace; null while there is none. */
function useShownReading(): TraceReading | null {
  const traces = useTraces();
  const wanted = useView((view) => view.trace);
  const ignored = useView((view) => view.ignoredFindings);
  const shown = traces.find(({ id }) => id === wanted) ?? traces[0];
  const [read] = useQueries({
    queries: (shown === undefined ? [] : [shown]).map((trace) => traceQuery(trace, ignored)),
  });
  return read?.data ?? null;
}

/** Null while the scan is not finished, and for the moment that a new basis takes. */
export function usePlanBasis({ source, summary }: Analysis): PlanBasis | null {
  const reading = useShownReading();
  const { catalogue } = source;
  const input = useMemo(
    (): PlanInput | null =>
      summary === null ? null : { catalogue, summary, reading, routers: null, routersBefore: null },
    [catalogue, summary, reading],
  );
  // first a frame without it: tens of thousands of sketches take a moment
  const deferred = useDeferredValue(input, null);
  return useMemo(() => (deferred === null ? null : keptBasis(deferred)), [deferred]);
}

/** The latest of each summary, for when the panel is shown again. */
const latest = new WeakMap<Summary, PlanBasis>();

function keptBasis(input: PlanInput): PlanBasis {
  const last = latest.get(input.summary);
  if (last?.input.reading === input.reading) return last;
  const basis = basisOf(input);
  latest.set(input.summary, basis);
  return basis;
}

const known = new WeakMap<PlanBasis, WeakMap<Plan, PlanCosts>>();

/** Plans never change, so what was worked out of one holds as long as it is there. */
function costsOf(basis: PlanBasis, plan: Plan): PlanCosts {
  const ofBasis = known.get(basis) ?? new WeakMap<Plan, PlanCosts>();
  known.set(basis, ofBasis);
  const costs = ofBasis.get(plan) ?? planCosts(basis, plan);
  ofBasis.set(plan, costs);
  return costs;
}

/** All plans, and which of them is edited. */
export function useCostedPlans(basis: PlanBasis): {
  readonly plans: readonly CostedPlan[];
  readonly shown: number;
} {
  const plans = useDeferredValue(useView((view) => view.plans));
  const shownPlan = useDeferredValue(useView(shownIndex));
  return useMemo(() => {
    const costed = plansOf({ plans }).map((plan, i) => ({
      plan,
      name: planName(plan, i),
      costs: costsOf(basis, plan),
    }));
    return { plans: costed, shown: Math.min(shownPlan, costed.length - 1) };
  }, [basis, plans, shownPlan]);
}
