/** What the plans of the view were measured to cost: newer positions of a slider take the place of older ones. */
import { useState } from 'react';
import type { FaultWire } from '../../../core/fault.ts';
import { modelEdits, type ModelEdits } from '../../../core/pruning/model-edits.ts';
import type { Measured } from '../../../core/pruning/measured.ts';
import type { PlanBasis } from '../../../core/pruning/plan-basis.ts';
import type { Plan } from '../../../core/pruning/plan.ts';
import { sweepOfPlan, type PlanSweep } from '../../../core/pruning/sweep-of-plan.ts';
import { useMeasuredPlan, useSweep, type Asked } from '../../../state/measuring.ts';
import type { Sweep } from '../../../core/pruning/measured.ts';
import type { OpenSource } from '../../../state/session.ts';
import type { CostsProps } from '../use-plans.ts';

export interface MeasuredProps extends CostsProps {
  readonly source: OpenSource;
}

export interface MeasuredNow {
  /** On as many samples as are known of; of the last position while there is nothing of this one. */
  readonly best: Measured | null;
  /** On the sample, as points of a sweep are; null until it is known of this very plan. */
  readonly sample: Measured | null;
  /** Whether `best` is of this very plan. */
  readonly isCurrent: boolean;
  readonly isAsking: boolean;
  readonly fault: FaultWire | null;
}

/** By the places of `plans`. */
export function useMeasuredPlans(props: MeasuredProps): readonly MeasuredNow[] {
  // always as many hooks; what is asked twice is measured once
  const first = useMeasuredAt(props, 0);
  const second = useMeasuredAt(props, 1);
  const third = useMeasuredAt(props, 2);
  const fourth = useMeasuredAt(props, 3);
  return [first, second, third, fourth].slice(0, props.plans.length);
}

function useMeasuredAt({ source, basis, plans, shown }: MeasuredProps, place: number): MeasuredNow {
  const { plan } = plans[place] ?? plans[shown]!;
  const { sample, whole } = useMeasuredPlan(source, editsOf(basis, plan));
  const known = whole.data ?? sample.data;
  const [last, setLast] = useState(known);
  if (known !== null && known !== last) setLast(known);
  return {
    best: known ?? last,
    sample: sample.data,
    isCurrent: known !== null,
    isAsking: sample.isAsking || whole.isAsking,
    fault: sample.fault ?? whole.fault,
  };
}

export interface SweptPlan {
  /** Null for a plan without a knob to turn. */
  readonly plan: PlanSweep | null;
  readonly sweep: Asked<Sweep>;
}

/** By the places of `plans`. */
export function useSweeps(props: MeasuredProps): readonly SweptPlan[] {
  const first = useSweepAt(props, 0);
  const second = useSweepAt(props, 1);
  const third = useSweepAt(props, 2);
  const fourth = useSweepAt(props, 3);
  return [first, second, third, fourth].slice(0, props.plans.length);
}

function useSweepAt({ source, basis, plans }: MeasuredProps, place: number): SweptPlan {
  const asked = plans[place];
  const swept = asked === undefined ? null : sweepIn(basis, asked.plan);
  return { plan: swept?.plan ?? null, sweep: useSweep(source, swept?.request ?? null) };
}

interface AskedSweep {
  readonly plan: PlanSweep;
  readonly request: {
    readonly axis: PlanSweep['axis'];
    readonly points: readonly { readonly removed: number; readonly edits: ModelEdits }[];
  };
}

const knownEdits = new WeakMap<PlanBasis, WeakMap<Plan, ModelEdits>>();
const knownSweeps = new WeakMap<PlanBasis, WeakMap<Plan, AskedSweep | null>>();

/** Plans never change: what was worked out of one holds as long as it is there. */
export function editsOf(basis: PlanBasis, plan: Plan): ModelEdits {
  return remembered(knownEdits, basis, plan, () => modelEdits(basis, plan));
}

function sweepIn(basis: PlanBasis, plan: Plan): AskedSweep | null {
  return remembered(knownSweeps, basis, plan, () => {
    const swept = sweepOfPlan(basis, plan);
    if (swept === null) return null;
    const points = swept.points.map(({ removed, edits }) => ({ removed, edits }));
    return { plan: swept, request: { axis: swept.axis, points } };
  });
}

function remembered<T>(
  known: WeakMap<PlanBasis, WeakMap<Plan, T>>,
  basis: PlanBasis,
  plan: Plan,
  make: () => T,
): T {
  const ofBasis = known.get(basis) ?? new WeakMap<Plan, T>();
  known.set(basis, ofBasis);
  const kept = ofBasis.get(plan);
  if (kept !== undefined || ofBasis.has(plan)) return kept as T;
  const made = make();
  ofBasis.set(plan, made);
  return made;
}
