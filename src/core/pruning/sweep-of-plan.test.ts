import { describe, expect, it } from 'vitest';
import { orderedOf, withOrdered } from '../../testing/ordered-of.ts';
import { plannedModel } from '../../testing/planned-model.ts';
import { planCosts } from './cost-plan.ts';
import type { ExpertsAction, Plan, WeightsAction } from './plan.ts';
import { sweepOfPlan } from './sweep-of-plan.ts';

const { basis } = plannedModel({ layers: 1, experts: 8, hidden: 16, inner: 16 });

const cut: WeightsAction = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'expert',
  amount: { kind: 'keep', fraction: 1 - 0.033 * 20 },
};

const fewer: ExpertsAction = {
  kind: 'experts',
  layers: null,
  amount: { kind: 'each-layer', keep: 5 },
  criterion: 'weight-norm',
  seed: 1,
};

function planOf(...actions: Plan['actions']): Plan {
  return { name: '', actions };
}

describe('the sweep of a plan', () => {
  it('goes from nothing to nearly all weights, and passes the plan itself', () => {
    const { axis, points } = sweepOfPlan(basis, planOf(cut))!;
    expect(axis).toBe('weights');
    expect(points[0]).toMatchObject({ removed: 0, mass: 1, edits: { thresholds: {} } });
    expect(points.at(-1)!.removed).toBeCloseTo(0.99, 2);
    const itself = 1 - planCosts(basis, planOf(cut)).kept.weights.value;
    expect(points.find(({ removed }) => removed === itself)!.mass).toBe(
      planCosts(basis, planOf(cut)).kept.mass.value,
    );
  });

  it('is the same wherever its knob stands', () => {
    const half = { ...cut, amount: { kind: 'keep' as const, fraction: 0.5 } };
    expect(sweepOfPlan(basis, planOf(half))).toEqual(sweepOfPlan(basis, planOf(cut)));
  });

  it('takes experts one by one, as the criterion orders them', () => {
    const { axis, points } = sweepOfPlan(basis, planOf(fewer))!;
    expect(axis).toBe('experts');
    expect(points.map(({ edits }) => edits.kept?.length ?? 8)).toEqual(
      Array.from({ length: points.length }, (_, i) => 8 - i),
    );
    const [seven, six] = [points[1]!.edits.kept!, points[2]!.edits.kept!];
    expect(six.every((expert) => seven.includes(expert))).toBe(true);
    expect(points[4]!.removed).toBeCloseTo(0.5, 9);
  });

  it('leaves the other actions as they are', () => {
    const { points } = sweepOfPlan(basis, planOf(fewer, cut))!;
    expect(points.every(({ edits }) => edits.kept!.length === 5)).toBe(true);
    expect(points[0]!.removed).toBeCloseTo(3 / 8, 9);
  });

  it('turns Wanda’s cuts as any other', () => {
    const model = plannedModel({ layers: 1, experts: 8, hidden: 16, inner: 16 });
    const ones = (_: number, columns: number) => new Float32Array(columns).fill(1);
    const withTables = withOrdered(model, orderedOf(model, ['wanda-neuron'], ones));
    const byInputs: WeightsAction = { ...cut, per: 'neuron', score: 'wanda' };
    const { points } = sweepOfPlan(withTables, planOf(byInputs))!;
    expect(points.length).toBeGreaterThan(10);
    for (const { edits } of points.slice(1))
      expect(edits.matrices[0]).toMatchObject({ rule: { score: 'wanda' } });
  });

  it('of a plan that does nothing turns one threshold for all; of picks there is none', () => {
    expect(sweepOfPlan(basis, planOf())).toEqual(sweepOfPlan(basis, planOf({ ...cut, per: 'all' })));
    const picked = { kind: 'picked' as const, removed: [{ layer: 0, expert: 1 }] };
    expect(sweepOfPlan(basis, planOf({ ...fewer, amount: picked }))).toBeNull();
  });
});
