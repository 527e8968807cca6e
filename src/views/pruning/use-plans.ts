/** What the plans of the view come to: in the frame of the knob where that is quick, or else a moment later, so that no knob waits. */
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { isNeeded } from '../../core/pruning/actions/index.ts';
import { planCosts } from '../../core/pruning/cost-plan.ts';
import type { PlanBasis } from '../../core/pruning/plan-basis.ts';
import { scoreTables } from '../../core/pruning/measured-scores.ts';
import type { PlanCosts } from '../../core/pruning/plan-costs.ts';
import type { Plan } from '../../core/pruning/plan.ts';
import type { PlanInput, RouterLikeness, RouterNorms, ScoreTable } from '../../core/pruning/plan-input.ts';
import type { TraceReading } from '../../core/trace/reading.ts';
import { measuredScoresQuery } from '../../state/measuring.ts';
import { useOrderedTables } from '../../state/ordered.ts';
import { planBasisQuery } from '../../state/plan-basis.ts';
import { routerLikenessQuery, routerNormsQuery } from '../../state/probing.ts';
import type { OpenSource } from '../../state/session.ts';
import { planName, plansOf, shownIndex } from '../../state/plans.ts';
import { traceQuery, useTraces } from '../../state/traces.ts';
import { isRemote, useView } from '../../state/view.ts';
import type { Analysis } from '../use-analyses.ts';
import { useHowRead } from '../use-how-read.ts';

export interface CostedPlan {
  readonly plan: Plan;
  readonly name: string;
  readonly costs: PlanCosts;
}

/** The reading of the shown trace; null while there is none. */
function useShownReading(): TraceReading | null {
  const traces = useTraces();
  const wanted = useView((view) => view.trace);
  const how = useHowRead();
  const shown = traces.find(({ id }) => id === wanted) ?? traces[0];
  const [read] = useQueries({
    queries: (shown === undefined ? [] : [shown]).map((trace) => traceQuery(trace, how)),
  });
  return read?.data ?? null;
}

/**
 * Of the checkpoint itself, and of the first other one that is open; null where they are not known, or not yet. Of other
 * servers they are read only once a plan asks for them.
 */
function useRouters(own: OpenSource, others: readonly OpenSource[]): Routers {
  const isAskedFor = useView(({ plans }) => isNeeded('routers', plans));
  const asked = [own, ...others.slice(0, 1)];
  return useQueries({
    queries: asked.map((source) => ({
      ...routerNormsQuery(source),
      enabled: isAskedFor || !isRemote(source.ref),
    })),
    combine: routersOf,
  });
}

/** Read once a plan merges experts. */
function useRouterLikeness(source: OpenSource): RouterLikeness | null {
  const isAskedFor = useView(({ plans }) => isNeeded('router-likeness', plans));
  const { data } = useQuery({ ...routerLikenessQuery(source), enabled: isAskedFor });
  return data ?? null;
}

interface Routers {
  readonly routers: RouterNorms | null;
  readonly routersBefore: RouterNorms | null;
  readonly isLoading: boolean;
}

function routersOf(
  results: readonly Pick<UseQueryResult<RouterNorms | null>, 'data' | 'isLoading'>[],
): Routers {
  return {
    routers: results[0]?.data ?? null,
    routersBefore: results[1]?.data ?? null,
    isLoading: results.some(({ isLoading }) => isLoading),
  };
}

const nothingMeasured: readonly ScoreTable[] = [];

/** Scores that take a run without each expert, once somebody asked for it. */
function useMeasuredTables(source: OpenSource): readonly ScoreTable[] {
  const { data } = useQuery({ ...measuredScoresQuery(source), enabled: false });
  return useMemo(() => (data === undefined ? nothingMeasured : scoreTables(data)), [data]);
}

/** Null while the scan is not finished, and while the first basis is made. `others` are open as well. */
export function usePlanBasis({ source, summary }: Analysis, others: readonly OpenSource[]): PlanBasis | null {
  const reading = useShownReading();
  const { routers, routersBefore, isLoading } = useRouters(source, others);
  const routerLikeness = useRouterLikeness(source);
  const measured = useMeasuredTables(source);
  const { catalogue } = source;
  const input = useMemo(
    (): PlanInput | null =>
      // each new basis takes a moment, so it waits for what is soon there
      summary === null || isLoading
        ? null
        : {
            catalogue,
            summary,
            reading,
            routers,
            routersBefore,
            routerLikeness,
            ordered: null,
            measured,
          },
    [catalogue, summary, isLoading, reading, routers, routersBefore, routerLikeness, measured],
  );
  const { data } = useQuery({ ...planBasisQuery(input), placeholderData: keepPreviousData });
  const ordered = useOrderedTables(source, reading);
  // tables change nothing of what was worked out
  return useMemo(
    () => (data === undefined ? null : { ...data, input: { ...data.input, ordered } }),
    [data, ordered],
  );
}

/** What was worked out of one basis. Plans never change, so it holds as long as they are there. */
class KnownCosts {
  readonly #basis: PlanBasis;
  readonly #byPlan = new WeakMap<Plan, PlanCosts>();
  /** How long the last ones took. */
  #lastMs = Infinity;

  constructor(basis: PlanBasis) {
    this.#basis = basis;
  }

  of(plan: Plan): PlanCosts {
    const known = this.#byPlan.get(plan);
    if (known !== undefined) return known;
    const began = performance.now();
    const costs = planCosts(this.#basis, plan);
    this.#lastMs = performance.now() - began;
    this.#byPlan.set(plan, costs);
    return costs;
  }

  /** Whether these can be told within the frame of the knob that made them, as far as the position before tells. */
  areQuick(plans: readonly Plan[]): boolean {
    return this.#lastMs <= QUICK_MS || plans.every((plan) => this.#byPlan.has(plan));
  }
}

/** Leaves half of a frame for painting. */
const QUICK_MS = 8;

const knownCosts = new WeakMap<PlanBasis, KnownCosts>();

function knownOf(basis: PlanBasis): KnownCosts {
  const known = knownCosts.get(basis) ?? new KnownCosts(basis);
  knownCosts.set(basis, known);
  return known;
}

/** What cards about all plans show. */
export interface CostsProps {
  readonly basis: PlanBasis;
  readonly plans: readonly CostedPlan[];
  /** Index of the plan that is edited. */
  readonly shown: number;
}

/** All plans, and which of them is edited. */
export function useCostedPlans(basis: PlanBasis): Pick<CostsProps, 'plans' | 'shown'> {
  const now = { plans: useView((view) => view.plans), shown: useView(shownIndex) };
  const later = { plans: useDeferredValue(now.plans), shown: useDeferredValue(now.shown) };
  const { plans, shown } = knownOf(basis).areQuick(plansOf(now)) ? now : later;
  return useMemo(() => {
    const known = knownOf(basis);
    const costed = plansOf({ plans }).map((plan, i) => ({
      plan,
      name: planName(plan, i),
      costs: known.of(plan),
    }));
    return { plans: costed, shown: Math.min(shown, costed.length - 1) };
  }, [basis, plans, shown]);
}
