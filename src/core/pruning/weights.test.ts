import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedMagnitudes } from '../../testing/sketch-of.ts';
import { plannedModel, type PlannedModel } from '../../testing/planned-model.ts';
import { binEdge, binOf } from '../sketch/levels.ts';
import { planCosts } from './cost-plan.ts';
import type { WeightsAction } from './plan.ts';
import type { PlanCosts } from './plan-costs.ts';

const everything: WeightsAction['scope'] = { layers: null, projection: null };

function cut(
  { basis }: Pick<PlannedModel, 'basis'>,
  per: WeightsAction['per'],
  amount: WeightsAction['amount'],
  scope = everything,
): PlanCosts {
  return planCosts(basis, { name: '', actions: [{ kind: 'weights', scope, per, amount }] });
}

/** Weights of experts, by planned part. */
function plannedValues({ basis, values }: PlannedModel): readonly (readonly number[])[] {
  return Array.from(basis.grid.parts, (part) => values[part]!);
}

/** What stays, counted weight by weight with the thresholds that the plan came to. */
function counted(model: PlannedModel, { thresholds }: PlanCosts) {
  const sums = { weights: 0, mass: 0, energy: 0 };
  const all = { weights: 0, mass: 0, energy: 0 };
  plannedValues(model).forEach((own, planned) => {
    const threshold = thresholds[model.basis.grid.parts[planned]!]!;
    for (const w of own.map(Math.abs)) {
      for (const sum of w >= threshold ? [all, sums] : [all]) {
        sum.weights += 1;
        sum.mass += w;
        sum.energy += w * w;
      }
    }
  });
  return {
    weights: sums.weights / all.weights,
    mass: sums.mass / all.mass,
    energy: sums.energy / all.energy,
  };
}

const large = plannedModel({ layers: 2, experts: 4, hidden: 64, inner: 128 });

describe('weights by threshold', () => {
  it('are exact to rounding at edges of the sketches', () => {
    for (const near of [0.005, 0.02, 0.05, 0.1]) {
      const magnitude = binEdge(binOf(near, 8), 8);
      const costs = cut(large, 'all', { kind: 'threshold', magnitude });
      const truth = counted(large, costs);
      for (const key of ['weights', 'mass', 'energy'] as const) {
        const { value, low, high, certainty } = costs.kept[key];
        expect(certainty).toBe('exact');
        expect([low, high]).toEqual([value, value]);
        expect(Math.abs(value - truth[key])).toBeLessThan(key === 'energy' ? 1e-7 : 1e-9);
      }
    }
  });

  it('are within 0.1 % between edges, and always between their limits', () => {
    for (const magnitude of [0.0033, 0.0171, 0.0307, 0.0517, 0.0909]) {
      const costs = cut(large, 'all', { kind: 'threshold', magnitude });
      const truth = counted(large, costs);
      for (const key of ['weights', 'mass', 'energy'] as const) {
        const { value, low, high, certainty } = costs.kept[key];
        expect(certainty).toBe('bounded');
        expect(Math.abs(value - truth[key])).toBeLessThan(1e-3);
        expect(low).toBeLessThanOrEqual(truth[key]);
        expect(high).toBeGreaterThanOrEqual(truth[key]);
      }
    }
  });

  it('are exact everywhere where every magnitude is known', () => {
    const grid = plannedModel({ bins: null, weight: (normal) => Math.round(normal * 3) / 4 });
    const costs = cut(grid, 'all', { kind: 'threshold', magnitude: 0.6 });
    const truth = counted(grid, costs);
    expect(costs.kept.weights.certainty).toBe('exact');
    expect(costs.kept.weights.value).toBeCloseTo(truth.weights, 12);
    expect(costs.kept.mass.value).toBeCloseTo(truth.mass, 12);
  });
});

describe('weights by amount', () => {
  const pers = ['all', 'rms', 'layer', 'expert', 'projection'] as const;

  it.each(pers)('keeps the wanted share per %s', (per) => {
    for (const fraction of [0.02, 0.25, 0.5, 0.8, 0.97]) {
      const costs = cut(large, per, { kind: 'keep', fraction });
      expect(Math.abs(costs.kept.weights.value - fraction)).toBeLessThan(per === 'rms' ? 2e-2 : 2e-3);
      expect(Math.abs(counted(large, costs).weights - fraction)).toBeLessThan(per === 'rms' ? 2e-2 : 3e-3);
    }
  });

  it.each(pers)('keeps the wanted mass and energy per %s', (per) => {
    for (const kind of ['mass', 'energy'] as const) {
      const costs = cut(large, per, { kind, fraction: 0.9 });
      expect(Math.abs(counted(large, costs)[kind] - 0.9)).toBeLessThan(2e-2);
    }
  });

  it('cuts every expert alike, or the small ones away', () => {
    const [global, each] = (['all', 'expert'] as const).map(
      (per) => cut(large, per, { kind: 'keep', fraction: 0.5 }).kept.cells.weights,
    );
    expect(global![0]!).toBeLessThan(0.2);
    expect(global![3]!).toBeGreaterThan(0.65);
    for (const share of each!) expect(Math.abs(share - 0.5)).toBeLessThan(2e-3);
  });

  it('keeps all for 1 and nothing for 0', () => {
    for (const per of pers) {
      const [none, all] = [0, 1].map((fraction) => cut(large, per, { kind: 'keep', fraction }));
      expect(none!.kept.weights.value).toBe(0);
      expect(none!.size.nonZero.after.value).toBe(
        none!.size.nonZero.before - plannedValues(large).flat().length,
      );
      expect(all!.kept).toMatchObject({ weights: { value: 1 }, mass: { value: 1 }, energy: { value: 1 } });
      expect(all!.thresholds.every((threshold) => threshold === 0)).toBe(true);
    }
  });

  it('takes nothing outside its scope', () => {
    const scope = { layers: [1], projection: 'down' } as const;
    const costs = cut(large, 'all', { kind: 'keep', fraction: 0 }, scope);
    expect(costs.kept.layers[0]!.weights.value).toBe(1);
    expect(costs.kept.layers[1]!.weights.value).toBeCloseTo(2 / 3, 12);
    expect(costs.cuts).toMatchObject([{ action: 0, kept: { value: 0 } }]);
  });

  it('has equal magnitudes stay or go together', () => {
    const ternary = plannedModel({ bins: null, weight: (normal) => Math.sign(Math.round(normal)) });
    const share = cut(ternary, 'all', { kind: 'keep', fraction: 0.1 }).kept.weights.value;
    const magnitudes = sortedMagnitudes(plannedValues(ternary).flat());
    expect(share).toBeCloseTo(magnitudes.length / plannedValues(ternary).flat().length, 12);
  });

  it('lets the higher threshold of two actions hold', () => {
    const { basis } = large;
    const actions: WeightsAction[] = [0.5, 0.7, 0.3].map((fraction) => ({
      kind: 'weights',
      scope: everything,
      per: 'all',
      amount: { kind: 'keep', fraction },
    }));
    const { kept, cuts } = planCosts(basis, { name: '', actions });
    expect(Math.abs(kept.weights.value - 0.3)).toBeLessThan(2e-3);
    expect(cuts.map(({ action }) => action)).toEqual([0, 1, 2]);
  });

  it('never keeps less for more, whatever the weights', () => {
    const seeded = { seed: 11, numRuns: 40 };
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: -9, max: 9, noNaN: true })), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(weights, fc.constantFrom(...pers), fc.constantFrom(null, 8), (given, per, bins) => {
        let at = 0;
        const model = plannedModel({ hidden: 2, inner: 3, bins, weight: () => given[at++ % given.length]! });
        const shares = [0, 0.1, 0.3, 0.5, 0.9, 1].map(
          (fraction) => cut(model, per, { kind: 'keep', fraction }).kept.weights.value,
        );
        expect(shares).toEqual(shares.toSorted((a, b) => a - b));
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
      }),
      seeded,
    );
  });
});

describe('what can’t be cut', () => {
  it('is refused in words, and the rest is done', () => {
    const amount = { kind: 'keep', fraction: 0.5 } as const;
    const actions: WeightsAction[] = [
      { kind: 'weights', scope: { layers: [7], projection: null }, per: 'all', amount },
      { kind: 'weights', scope: { layers: null, projection: 'other' }, per: 'all', amount },
      { kind: 'weights', scope: everything, per: 'all', amount: { kind: 'keep', fraction: 1.5 } },
      { kind: 'weights', scope: everything, per: 'all', amount: { kind: 'threshold', magnitude: NaN } },
      { kind: 'weights', scope: everything, per: 'expert', amount },
    ];
    const { problems, cuts } = planCosts(large.basis, { name: '', actions });
    expect(problems.map(({ action, code }) => [action, code])).toEqual([
      [0, 'no-layers'],
      [1, 'no-weights'],
      [2, 'amount-outside'],
      [3, 'amount-outside'],
    ]);
    expect(cuts).toMatchObject([{ action: 4 }]);
  });

  it('leaves what is no number alone, and says so', () => {
    const broken = plannedModel({ weight: (normal) => (normal > 2 ? NaN : normal < -2 ? Infinity : normal) });
    const notFinite = plannedValues(broken)
      .flat()
      .filter((w) => !Number.isFinite(w)).length;
    const costs = cut(broken, 'all', { kind: 'keep', fraction: 0 });
    expect(costs.notes).toEqual([{ code: 'not-finite', action: 0, facts: { weights: notFinite } }]);
    expect(costs.kept.weights.value).toBe(0);
    const others = costs.size.parameters.before - plannedValues(broken).flat().length;
    expect(costs.size.nonZero.after.value).toBe(others + notFinite);
  });
});
