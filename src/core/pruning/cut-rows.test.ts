import { describe, expect, it } from 'vitest';
import { orderedOf, plannedMatrix, withOrdered } from '../../testing/ordered-of.ts';
import { countedReading, plannedModel } from '../../testing/planned-model.ts';
import { planCosts } from './cost-plan.ts';
import { inputEnergiesOf } from './input-energies.ts';
import { inputNorms } from './matrix/wanda.ts';
import { maskMatrix } from './matrix/row-rule.ts';
import type { Action, WeightsAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { PlanCosts } from './plan-costs.ts';

const model = plannedModel({ layers: 2, experts: 4, hidden: 16, inner: 24 });

const inputEnergies = [0, 1].flatMap((layer) =>
  (['inputs', 'units'] as const).map((of) => {
    const width = of === 'inputs' ? 16 : 24;
    const values = Float32Array.from({ length: 4 * width }, (_, i) => ((i * 7919) % 13) + 0.5);
    // no token reached the last expert of layer 1
    if (layer === 1) values.fill(NaN, 3 * width);
    return { layer, of, experts: 4, values };
  }),
);
const reading = { ...countedReading([[1, 2, 3, 4]]), inputEnergies };
const energiesOf = inputEnergiesOf(reading, model.catalogue);
const tables = ['pattern', 'neuron', 'wanda-pattern', 'wanda-neuron'] as const;
const basis = withOrdered(model, orderedOf(model, tables, energiesOf));

const weights: WeightsAction = {
  kind: 'weights',
  scope: { layers: null, projection: null },
  per: 'neuron',
  amount: { kind: 'pattern', keep: 2, of: 4 },
};

function costsOf(actions: readonly Action[], of: PlanBasis = basis): PlanCosts {
  return planCosts(of, { name: '', actions });
}

/** What stays, weight by weight, by the rules that the plan came to. */
function counted({ rowRules, thresholds }: PlanCosts) {
  const sums = { weights: 0, mass: 0, energy: 0 };
  const all = { weights: 0, mass: 0, energy: 0 };
  for (const part of basis.grid.parts) {
    const matrix = plannedMatrix(model, part);
    const energies = energiesOf(part, matrix.columns);
    const masks = rowRules.rules
      .filter(({ parts }) => parts.includes(part))
      .map(({ rule }) => maskMatrix(matrix, rule, energies && inputNorms(energies)));
    matrix.values.forEach((weight, i) => {
      const magnitude = Math.abs(weight);
      const stays = masks.every((mask) => mask[i] === 1) && magnitude >= thresholds[part]!;
      for (const sum of stays ? [all, sums] : [all]) {
        sum.weights += 1;
        sum.mass += magnitude;
        sum.energy += magnitude ** 2;
      }
    });
  }
  return {
    weights: sums.weights / all.weights,
    mass: sums.mass / all.mass,
    energy: sums.energy / all.energy,
  };
}

function expectTrue(costs: PlanCosts): void {
  const truth = counted(costs);
  for (const key of ['weights', 'mass', 'energy'] as const) {
    const { low, high, value } = costs.kept[key];
    expect(low - 1e-9).toBeLessThanOrEqual(truth[key]);
    expect(high + 1e-9).toBeGreaterThanOrEqual(truth[key]);
    expect(value).toBeLessThanOrEqual(high);
  }
}

describe('weights that go by their place in a row', () => {
  it('are exact for patterns, by magnitude and by Wanda', () => {
    for (const score of ['magnitude', 'wanda'] as const) {
      const costs = costsOf([{ ...weights, score }]);
      expect(costs.kept.mass.certainty).toBe('exact');
      expect(costs.cuts).toMatchObject([{ action: 0, lowest: null, kept: { value: 0.5 } }]);
      expectTrue(costs);
      const nonZero = costs.size.nonZero;
      const parts = costs.rowRules.rules[0]!.parts;
      const cut = [...parts].reduce((sum, part) => sum + model.values[part]!.length / 2, 0);
      expect(nonZero.before - nonZero.after.value).toBe(cut);
    }
  });

  it('leave matrices whole of which nothing is known', () => {
    const { rowRules, notes, kept } = costsOf([{ ...weights, score: 'wanda' }]);
    expect(rowRules.rules[0]!.parts).toHaveLength(21);
    expect(notes).toMatchObject([{ code: 'order-unknown', facts: { matrices: 3, isWanda: true } }]);
    expect(kept.cells.weights[7]).toBe(1);
  });

  it('lie within their bounds for every share of a neuron, alone and with others', () => {
    for (const score of ['magnitude', 'wanda'] as const) {
      for (const fraction of [0, 0.1, 0.37, 0.5, 0.92, 1]) {
        const amount = { kind: 'keep', fraction } as const;
        expectTrue(costsOf([{ ...weights, score, amount }]));
        const threshold: Action = { ...weights, per: 'all', amount: { kind: 'threshold', magnitude: 0.03 } };
        const both = costsOf([{ ...weights, score, amount }, weights, threshold]);
        expectTrue(both);
        expect(both.notes.map(({ code }) => code)).toContain('cut-twice');
      }
    }
  });

  it('are not those of experts that are gone', () => {
    const picked: Action = {
      kind: 'experts',
      layers: null,
      criterion: '',
      seed: 1,
      amount: { kind: 'picked', removed: [{ layer: 0, expert: 0 }] },
    };
    for (const actions of [
      [picked, weights],
      [weights, picked],
    ])
      expect(costsOf(actions).rowRules.rules[0]!.parts).toHaveLength(21);
  });

  const refusals: [string, Partial<WeightsAction>, PlanBasis][] = [
    ['needs-pass', {}, model.basis],
    ['needs-energies', { score: 'wanda' }, model.basis],
    ['needs-pass', { score: 'wanda' }, { ...model.basis, input: { ...model.basis.input, reading } }],
    ['no-pattern', { amount: { kind: 'pattern', keep: 3, of: 5 } }, basis],
    ['no-pattern', { amount: { kind: 'pattern', keep: 4, of: 4 } }, basis],
    ['rows-by-share', { amount: { kind: 'mass', fraction: 0.5 } }, basis],
    ['wanda-within-rows', { per: 'all', score: 'wanda', amount: { kind: 'keep', fraction: 0.5 } }, basis],
    ['amount-outside', { amount: { kind: 'keep', fraction: 2 } }, basis],
    ['no-layers', { scope: { layers: [9], projection: null } }, basis],
    ['no-weights', { scope: { layers: null, projection: 'other' } }, basis],
  ];

  it.each(refusals)('are refused with a reason: %s', (code, change, of) => {
    const { problems, kept } = costsOf([{ ...weights, ...change }], of);
    expect(problems).toMatchObject([{ code, action: 0 }]);
    expect(kept.weights.value).toBe(1);
  });
});
