import { describe, expect, it } from 'vitest';
import { plannedModel } from '../../testing/planned-model.ts';
import { agreementOf } from './agreement.ts';
import { criterionOf } from './criteria/index.ts';
import { planCosts } from './cost-plan.ts';
import type { MeasuredScores } from './measured.ts';
import { scoreTables } from './measured-scores.ts';
import type { ExpertsAction } from './plan.ts';
import { isNeeded } from './actions/index.ts';

/** Experts 2 and 0 matter, by both. */
const measured: MeasuredScores = {
  leaveOneOut: {
    layer: 0,
    samples: 100,
    loss: 0.5,
    accuracy: 0.9,
    lossWithout: [0.7, 0.49, 0.9, 0.55],
    accuracyWithout: [0.8, 0.9, 0.7, 0.88],
  },
  reconstruction: {
    layer: 0,
    samples: 100,
    best: [
      { keep: 1, kept: [2], error: 0.8, isBest: true },
      { keep: 2, kept: [0, 2], error: 0.4, isBest: true },
      { keep: 3, kept: [0, 2, 3], error: 0.2, isBest: false },
    ],
  },
};

const action = (criterion: string): ExpertsAction => ({
  kind: 'experts',
  layers: null,
  amount: { kind: 'each-layer', keep: 2 },
  criterion,
  seed: 1,
});

describe('what was measured of experts', () => {
  const { basis } = plannedModel({ layers: 1 }, { measured: scoreTables(measured) });

  it.each(['leave-one-out', 'naee'])('decides who goes: %s', (id) => {
    expect(planCosts(basis, { name: '', actions: [action(id)] }).keepLists.get(0)).toEqual([0, 2]);
  });

  it('says how to get it where it was not measured', () => {
    const bare = plannedModel({ layers: 1 }).basis;
    const [problem] = planCosts(bare, { name: '', actions: [action('naee')] }).problems;
    expect(problem?.code).toBe('criterion-lacks');
    expect(isNeeded('measured', [{ actions: [action('naee')] }])).toBe(true);
  });

  it('says nothing of layers that were not measured', () => {
    const two = plannedModel({ layers: 2 }, { measured: scoreTables(measured) }).basis;
    const answer = criterionOf('leave-one-out')!.scores(two, { seed: 1 });
    const values = 'values' in answer ? [...answer.values] : [];
    expect(values.slice(4)).toEqual([NaN, NaN, NaN, NaN]);
    expect(values[1]).toBeLessThan(0);
  });

  it('takes experts from a mixture of all of them, and a token goes to those that are left', () => {
    const mixed = plannedModel({ layers: 1, topK: 4 }, { measured: scoreTables(measured) }).basis;
    const costs = planCosts(mixed, { name: '', actions: [action('naee')] });
    expect(costs.problems).toEqual([]);
    expect([...costs.keepLists.get(0)!]).toEqual([0, 2]);
    expect(costs.topK).toBe(2);
    const { before, after } = costs.size.activeParameters!;
    expect(after.value).toBeLessThan(before);
  });

  it('judges the other criteria', () => {
    const criteria = ['leave-one-out', 'naee', 'weight-norm'].map((id) => criterionOf(id)!);
    const { correlation } = agreementOf(basis, { criteria, action: action('leave-one-out') });
    const [, naee, norm] = correlation.values;
    expect(naee).toBeCloseTo(1, 12);
    // weights of the planned model grow with the expert's number
    expect(norm).toBeLessThan(naee!);
  });
});
