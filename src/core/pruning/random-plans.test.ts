import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderedOf, withOrdered } from '../../testing/ordered-of.ts';
import { countedReading, plannedModel } from '../../testing/planned-model.ts';
import { matrixOf } from '../routing/matrix.ts';
import { planCosts, takeActions } from './cost-plan.ts';
import { modelEdits } from './model-edits.ts';
import { readModelEdits } from './model-edits-json.ts';
import { orderedTableIds } from './ordered-tables.ts';
import { placesLeft } from './places.ts';
import { explainPlanRemark } from './plan-remark-words.ts';
import type { Figure, PlanCosts } from './plan-costs.ts';
import type { Action, Plan } from './plan.ts';
import { readPlan } from './plan-json.ts';
import { formatPlan, parsePlan } from './plan-text.ts';

const EXPERTS = 6;
const LAYERS = [0, 1];

const counts = [
  [60, 50, 40, 30, 20, 0],
  [10, 20, 30, 40, 50, 60],
];
const likeness = matrixOf(
  Array.from({ length: EXPERTS }, (_, i) =>
    Array.from({ length: EXPERTS }, (_, j) => 1 - Math.abs(i - j) / EXPERTS),
  ),
);
const reading = {
  ...countedReading(counts, { weighted_ean_sum: counts }),
  similarities: LAYERS.map((layer) => ({ id: 'outputs', layer, values: likeness })),
  inputEnergies: LAYERS.flatMap((layer) => [
    { layer, of: 'inputs' as const, experts: EXPERTS, values: new Float32Array(EXPERTS * 8).fill(1) },
    { layer, of: 'units' as const, experts: EXPERTS, values: new Float32Array(EXPERTS * 16).fill(1) },
  ]),
};
const model = plannedModel({ layers: 2, experts: EXPERTS }, { reading });
const basis = withOrdered(
  model,
  orderedOf(model, orderedTableIds, (_, columns) => new Float32Array(columns).fill(1)),
);

const fraction = fc.constantFrom(0, 0.1, 0.25, 0.5, 0.75, 1, 1.5);
const layers = fc.constantFrom(null, null, [0], [1], [0, 1], [7]);
const scope = fc.record({
  layers,
  projection: fc.constantFrom(null, 'up', 'down', 'gate', 'other' as const),
});
const count = fc.constantFrom(0, 1, 1.5, 2, 3, 5, 6, 9);

interface Pick {
  readonly layer: number;
  readonly expert: number;
}
const pick: fc.Arbitrary<Pick> = fc.record({
  layer: fc.constantFrom(0, 0, 0, 1, 1, 2),
  expert: fc.constantFrom(...Array.from({ length: EXPERTS }, (_, i) => i), ...[0, 1, 2], EXPERTS),
});
const byPlace = (a: Pick, b: Pick) => a.layer - b.layer || a.expert - b.expert;

const actions = fc.oneof(
  fc.record({
    kind: fc.constant('weights' as const),
    scope,
    per: fc.constantFrom('all', 'rms', 'layer', 'expert', 'projection', 'neuron'),
    amount: fc.oneof(
      fc.record({ kind: fc.constantFrom('keep', 'mass', 'energy'), fraction }),
      fc.record({ kind: fc.constant('threshold'), magnitude: fc.constantFrom(0, 0.01, 0.05, 1e9) }),
      fc.record({ kind: fc.constant('pattern'), keep: fc.nat(4), of: fc.constantFrom(0, 2, 4, 8) }),
    ),
    score: fc.constantFrom('magnitude', 'wanda'),
  }),
  fc.record({
    kind: fc.constant('experts'),
    layers,
    amount: fc.oneof(
      fc.record({ kind: fc.constant('each-layer'), keep: count }),
      fc.record({ kind: fc.constant('all-layers'), keepFraction: fraction, atLeast: fc.nat(3) }),
      fc.record({
        kind: fc.constant('picked'),
        removed: fc.array(pick, { maxLength: 4 }).map((picks) => picks.sort(byPlace)),
      }),
    ),
    criterion: fc.constantFrom('frequency', 'weight-norm', 'random', 'reap', 'naee', 'unheard-of'),
    seed: fc.nat(3),
    becomes: fc.constantFrom('nothing', 'mean-output'),
  }),
  fc.record({
    kind: fc.constant('merge'),
    layers,
    keep: count,
    method: fc.constantFrom('similar-outputs', 'hc-smoe', 'm-smoe'),
    isAligned: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('top-k'), layers: fc.constant(null), k: count }),
  fc.record({
    kind: fc.constant('quantise'),
    of: fc.constantFrom('experts', 'routers', 'rest'),
    bits: fc.constantFrom(8, 4, 3, 2),
    group: fc.constantFrom('tensor', 'channel', 32, 64, 128),
  }),
  fc.record({
    kind: fc.constant('rank'),
    scope,
    amount: fc.record({ kind: fc.constantFrom('fraction', 'energy'), fraction }),
  }),
) as fc.Arbitrary<Action>;

const plans: fc.Arbitrary<Plan> = fc.record({
  name: fc.constant(''),
  actions: fc.array(actions, { minLength: 1, maxLength: 5 }),
});

function expectFigure({ value, low, high }: Figure, [least, most]: readonly [number, number]): void {
  const hair = 1e-9 * Math.max(1, Math.abs(high));
  expect(low).toBeGreaterThanOrEqual(least - hair);
  expect(value).toBeGreaterThanOrEqual(low - hair);
  expect(high).toBeGreaterThanOrEqual(value - hair);
  expect(high).toBeLessThanOrEqual(most + hair);
}

function expectSound(costs: PlanCosts, plan: Plan): void {
  const { size, kept, routing, error } = costs;
  const isQuantised = plan.actions.some(({ kind }) => kind === 'quantise');
  for (const name of ['parameters', 'nonZero', 'activeParameters', 'flopsPerToken'] as const)
    expectFigure(size[name]!.after, [0, size[name]!.before]);
  expect(size.nonZero.after.high).toBeLessThanOrEqual(size.parameters.after.high * (1 + 1e-12));
  expect(size.activeParameters!.after.value).toBeLessThanOrEqual(size.parameters.after.value * (1 + 1e-12));
  for (const bytes of [size.diskBytes, size.memoryBytes])
    expectFigure(bytes.after, [0, isQuantised ? Infinity : bytes.before]);
  const inMemory = size.dtypes.reduce((sum, { after }) => sum + after, 0);
  expect(inMemory).toBeCloseTo(size.memoryBytes.after.value, 3);
  for (const { after } of size.dtypes) expect(after).toBeGreaterThanOrEqual(-1e-6);
  for (const shares of [kept, ...kept.layers])
    for (const figure of [shares.weights, shares.mass, shares.energy]) expectFigure(figure, [0, 1]);
  for (const share of [error, ...(error?.roles ?? []), ...(error?.layers ?? [])])
    if (share !== null) expectFigure(share.lost, [0, 1.0000001]);
  for (const { after, maxOverMean } of routing!.layers) {
    expect(after.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(maxOverMean.after).toBeGreaterThan(0);
  }
}

describe('any plan', () => {
  it('has sound figures, says what it can’t do, and leaves tokens enough to choose', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const costs = planCosts(basis, plan);
        const taken = takeActions(basis, plan);
        expectSound(costs, plan);
        for (const remark of [...costs.problems, ...costs.notes])
          expect(explainPlanRemark(remark).title).not.toMatch(/NaN|undefined|null/);
        for (const [row, layer] of LAYERS.entries()) {
          const places = placesLeft(basis, taken, row).map((cell) => cell % EXPERTS);
          expect(places.length).toBeGreaterThanOrEqual(1);
          const novices = costs.novices.get(layer) ?? [];
          const merged = costs.merged.find((one) => one.layer === layer);
          for (const novice of novices) expect(places).toContain(novice);
          for (const group of merged?.groups ?? []) expect(places).toContain(group.dominant);
          expect(costs.keepLists.get(layer) ?? Array.from({ length: EXPERTS }, (_, i) => i)).toEqual(places);
        }
        const edits = modelEdits(basis, plan);
        expect(readModelEdits(JSON.parse(JSON.stringify(edits)))).not.toBeNull();
      }),
      { seed: 23, numRuns: 400 },
    );
  });

  it('brings nothing back that an action before took', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        let before = { parameters: Infinity, places: null as readonly number[][] | null };
        for (let end = 0; end <= plan.actions.length; end++) {
          const own = { name: '', actions: plan.actions.slice(0, end) };
          const parameters = planCosts(basis, own).size.parameters.after.value;
          const taken = takeActions(basis, own);
          const places = LAYERS.map((_, row) => [...placesLeft(basis, taken, row)]);
          expect(parameters).toBeLessThanOrEqual(before.parameters);
          places.forEach((cells, row) => {
            for (const cell of cells) if (before.places) expect(before.places[row]).toContain(cell);
          });
          before = { parameters, places };
        }
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  it('is the same through a link and through JSON', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const [linked, read] = [parsePlan(formatPlan(plan))!, readPlan(JSON.parse(JSON.stringify(plan)))];
        const costs = planCosts(basis, plan);
        const kept = structuredClone(costs);
        expect(planCosts(basis, linked)).toEqual(kept);
        expect(planCosts(basis, read)).toEqual(kept);
      }),
      { seed: 29, numRuns: 150 },
    );
  });
});
