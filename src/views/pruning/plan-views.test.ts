import { describe, expect, it } from 'vitest';
import { actionTitle } from '../../core/pruning/actions/index.ts';
import { planCosts } from '../../core/pruning/cost-plan.ts';
import { readPlan } from '../../core/pruning/plan-json.ts';
import type { Action, Plan } from '../../core/pruning/plan.ts';
import { binEdge, binOf } from '../../core/sketch/levels.ts';
import { plannedModel } from '../../testing/planned-model.ts';
import { planFile } from './plan-files.ts';
import { planTable } from './plan-table.ts';
import { changeText, shareText } from '../../core/pruning/figure-words.ts';
import { thresholdScale } from './threshold-scale.ts';

const fewer: Action = {
  kind: 'experts',
  layers: [1],
  criterion: 'weight-norm',
  seed: 1,
  amount: { kind: 'each-layer', keep: 3 },
};
const cut: Action = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'layer',
  amount: { kind: 'mass', fraction: 0.9 },
};
const plan: Plan = { name: 'Both', actions: [fewer, cut] };
const { basis } = plannedModel({ layers: 2, experts: 4 });
const costed = { plan, name: plan.name, costs: planCosts(basis, plan) };

describe('a plan that is taken home', () => {
  it('is read by the command line as it was', () => {
    expect(readPlan(JSON.parse(planFile(plan)))).toEqual(plan);
  });

  it('gives a table of what is known, a column a plan', () => {
    const nothing = { plan, name: 'Nothing', costs: planCosts(basis, { name: '', actions: [] }) };
    const { columns, rows } = planTable([costed, nothing]);
    expect(columns).toEqual(['figure', 'Both', 'Nothing']);
    const values = new Map(rows.map(([id, ...own]) => [id, own]));
    expect(values.get('parameters')).toEqual([
      costed.costs.size.parameters.after.value,
      costed.costs.size.parameters.before,
    ]);
    expect(values.get('mass_kept')).toEqual([costed.costs.kept.mass.value, 1]);
    // no trace is open
    expect(values.has('choices_kept')).toBe(false);
  });
});

describe('the words of a plan', () => {
  it('say what an action does', () => {
    expect(actionTitle(cut)).toBe('Keep 90.0 % of the mass');
    expect(actionTitle({ ...cut, amount: { kind: 'threshold', magnitude: 0.01 } })).toBe(
      'Cut weights below 0.01',
    );
    expect(actionTitle(fewer)).toBe('Keep 3 experts a layer by weight norm');
    expect(
      actionTitle({
        ...fewer,
        criterion: 'reap',
        amount: { kind: 'all-layers', keepFraction: 0.5, atLeast: 2 },
      }),
    ).toBe('Keep 50.0 % of all experts by REAP');
    expect(actionTitle({ ...fewer, amount: { kind: 'picked', removed: [{ layer: 0, expert: 1 }] } })).toBe(
      'Remove a picked expert',
    );
  });

  it('say how much a figure changes', () => {
    const change = (before: number, value: number) =>
      changeText({ before, after: { value, low: value, high: value, certainty: 'exact' } });
    expect(change(200, 150)).toBe('−25.0 %');
    expect(change(200, 200)).toBe('±0 %');
    expect(change(0, 0)).toBe('–');
    expect(shareText({ value: 0.9987 })).toBe('99.87 %');
    expect(shareText({ value: 1 })).toBe('100.0 %');
  });
});

describe('the slider of a threshold', () => {
  it('stands on edges of bins, from next to nothing to more than the largest weight', () => {
    const { positions, toValue, toPosition } = thresholdScale(0.37);
    expect(toValue(0)).toBeLessThanOrEqual(0.37e-5);
    expect(toValue(positions)).toBeGreaterThan(0.37);
    for (const position of [0, 1, 17, positions]) {
      expect(toValue(position)).toBe(binEdge(binOf(toValue(position), 8), 8));
      expect(toPosition(toValue(position))).toBe(position);
    }
    expect(toPosition(0)).toBe(0);
    expect(toPosition(99)).toBe(positions);
  });
});
