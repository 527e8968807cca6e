/**
 * A plan with its own knob turned from one end to the other: the plans whose measured costs make the curve of accuracy against
 * sparsity, which passes through the plan itself. What the knob is, the plan says: the first action on weights; where it has
 * none, the first that takes experts by a criterion; of a plan that does nothing, one threshold for all weights.
 */
import { planCosts } from './cost-plan.ts';
import type { SweepAxis } from './measured.ts';
import { modelEdits, type ModelEdits } from './model-edits.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Action, ExpertsAction, Plan, WeightsAction } from './plan.ts';

export interface SweptPoint {
  /** Share of the planned weights that is gone. */
  readonly removed: number;
  readonly edits: ModelEdits;
  /** Shares that are predicted to stay. */
  readonly mass: number;
  readonly energy: number;
}

export interface PlanSweep {
  readonly axis: SweepAxis;
  /** By rising share removed, each another one. */
  readonly points: readonly SweptPoint[];
}

/** Shares of weights that go, 0 to 99 %: evenly, as a knee is read off them. */
const REMOVED = Array.from({ length: 31 }, (_, i) => 0.033 * i);

const noAction: WeightsAction = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'all',
  amount: { kind: 'keep', fraction: 1 },
};

/** Null where a plan has no such knob: picks, and what is all or nothing. */
export function sweepOfPlan(basis: PlanBasis, plan: Plan): PlanSweep | null {
  const family = familyOf(basis, plan);
  if (family === null) return null;
  const points = family.plans.map((one): SweptPoint => {
    const { weights, mass, energy } = planCosts(basis, one).kept;
    return {
      removed: 1 - weights.value,
      edits: modelEdits(basis, one),
      mass: mass.value,
      energy: energy.value,
    };
  });
  const rising = points.filter(({ removed }, i) => i === 0 || removed > points[i - 1]!.removed + 1e-6);
  return rising.length < 2 ? null : { axis: family.axis, points: rising };
}

interface Family {
  readonly axis: SweepAxis;
  /** The less stays, the later. */
  readonly plans: readonly Plan[];
}

function familyOf(basis: PlanBasis, plan: Plan): Family | null {
  const actions = plan.actions.length === 0 ? [noAction] : plan.actions;
  const withAction = (at: number, action: Action): Plan => ({
    ...plan,
    actions: actions.map((known, i) => (i === at ? action : known)),
  });
  const at = knobOf(actions);
  const knob = actions[at];
  if (knob?.kind === 'weights')
    return { axis: 'weights', plans: REMOVED.map((share) => withAction(at, cutOf(knob, share))) };
  if (knob?.kind === 'experts')
    return { axis: 'experts', plans: removalsOf(basis, knob).map((one) => withAction(at, one)) };
  return null;
}

/** Index of the action that is turned; −1 for none. */
function knobOf(actions: readonly Action[]): number {
  const cut = actions.findIndex(({ kind }) => kind === 'weights');
  return cut >= 0 ? cut : actions.findIndex((one) => one.kind === 'experts' && one.amount.kind !== 'picked');
}

function cutOf(action: WeightsAction, share: number): WeightsAction {
  return { ...action, amount: { kind: 'keep', fraction: 1 - share } };
}

/** From all experts to as few as a token chooses. */
function removalsOf({ experts, topK }: PlanBasis, action: ExpertsAction): readonly ExpertsAction[] {
  const most = Math.max(0, ...experts);
  // where a token goes to all experts, it goes to all that are left
  const least = topK === null || topK >= most ? 1 : topK;
  return Array.from({ length: Math.max(0, most - least + 1) }, (_, i) => ({
    ...action,
    amount: { kind: 'each-layer', keep: most - i } as const,
  }));
}
