import { describe, expect, it } from 'vitest';
import { plannedModel, type PlannedModel } from '../../../testing/planned-model.ts';
import { roleAt, shapeAt } from '../../catalogue.ts';
import { allSteps } from '../../steps.ts';
import { planCosts } from '../cost-plan.ts';
import { quantisationError, quantisedBytes, type Quantisation } from '../matrix/quantise.ts';
import { lowRank, rankOfFraction } from '../matrix/low-rank.ts';
import { energyCurve } from '../matrix/spectrum.ts';
import type { WeightMatrix } from '../matrix/weight-matrix.ts';
import type { OrderedTables } from '../ordered-tables.ts';
import { energyNumbers } from '../ordered/energy-table.ts';
import { addRowsQuantised, QUANTISATION_NUMBERS } from '../ordered/quantisation-table.ts';
import { basisOf } from '../plan-basis.ts';
import { explainPlanRemark } from '../plan-remark-words.ts';
import { readPlan } from '../plan-json.ts';
import { formatPlan, parsePlan } from '../plan-text.ts';
import type { Action, QuantiseAction, RankAction } from '../plan.ts';

const shape = { layers: 2, experts: 4, hidden: 32, inner: 64, topK: 2 } as const;

function matrixOf({ catalogue, values }: PlannedModel, part: number): WeightMatrix {
  const [rows, columns] = shapeAt(catalogue.tensors, catalogue.parts.tensor[part]!) as [number, number];
  return { rows, columns, values: Float64Array.from(values[part]!) };
}

/** What the pass would tell of all matrices of the model. */
function tablesOf(model: PlannedModel): OrderedTables {
  const { parts } = model.catalogue;
  const matrices = Array.from(parts.role.keys()).filter((part) => roleAt(parts, part) !== 'vector');
  const rounding: number[] = [];
  const energies: number[] = [];
  for (const part of matrices) {
    const matrix = matrixOf(model, part);
    const numbers = new Float64Array(QUANTISATION_NUMBERS);
    addRowsQuantised(matrix, numbers);
    rounding.push(...numbers);
    energies.push(...energyNumbers(allSteps(energyCurve(matrix))));
  }
  return {
    parts: Uint32Array.from(matrices),
    columns: Uint32Array.from(matrices, (part) => matrixOf(model, part).columns),
    tables: new Map([
      ['quantisation', Float64Array.from(rounding)],
      ['singular-values', Float64Array.from(energies)],
    ]),
  };
}

function withTables(model: PlannedModel): PlannedModel {
  return { ...model, basis: basisOf({ ...model.basis.input, ordered: tablesOf(model) }) };
}

const plain = plannedModel(shape);
const model = withTables(plain);

function costsOf({ basis }: Pick<PlannedModel, 'basis'>, ...actions: Action[]) {
  return planCosts(basis, { name: '', actions });
}

function codesOf(costs: ReturnType<typeof costsOf>) {
  return {
    problems: costs.problems.map(({ code }) => code),
    notes: costs.notes.map(({ code }) => code),
  };
}

const experts = (bits: QuantiseAction['bits'], group: QuantiseAction['group']): QuantiseAction => ({
  kind: 'quantise',
  of: 'experts',
  bits,
  group,
});

const ranks = (fraction: number, more: Partial<RankAction> = {}): RankAction => ({
  kind: 'rank',
  scope: { layers: null, projection: null },
  amount: { kind: 'fraction', fraction },
  ...more,
});

/** Σ(w − ŵ)² / Σw² of some parts. */
function lostOf(parts: readonly number[], quantisation: Quantisation): number {
  const errors = parts.map((part) => quantisationError(matrixOf(model, part), quantisation));
  return (
    errors.reduce((sum, { noise }) => sum + noise, 0) / errors.reduce((sum, { signal }) => sum + signal, 0)
  );
}

const expertParts = Array.from(model.basis.grid.parts);

describe('quantising experts', () => {
  it.each([
    [8, 'channel'],
    [4, 32],
    [2, 64],
  ] as const)('to int%i by %s has the error of the matrices themselves', (bits, group) => {
    const { error } = costsOf(model, experts(bits, group));
    const truth = lostOf(expertParts, { bits, group });
    expect(error!.lost.value / truth).toBeCloseTo(1, 9);
    expect(error!.lost.certainty).toBe('exact');
    expect(error!.roles.map(({ role }) => role)).toEqual(['experts']);
    expect(error!.layers).toHaveLength(2);
    expect(error!.cells[0]! / lostOf(expertParts.slice(0, 3), { bits, group })).toBeCloseTo(1, 9);
  });

  it('with one scale a matrix needs no pass, and is bounded', () => {
    const { error } = costsOf(plain, experts(4, 'tensor'));
    const { value, low, high, certainty } = error!.lost;
    const truth = lostOf(expertParts, { bits: 4, group: 'tensor' });
    expect(certainty).toBe('bounded');
    expect(low).toBeLessThanOrEqual(truth);
    expect(high).toBeGreaterThanOrEqual(truth);
    expect(Math.abs(10 * Math.log10(value / truth))).toBeLessThan(0.2);
  });

  it('by output asks for the pass', () => {
    const costs = costsOf(plain, experts(4, 'channel'));
    expect(codesOf(costs).problems).toEqual(['needs-pass']);
    expect(costs.error).toBeNull();
  });

  it('stores codes and scales, and as many numbers as before', () => {
    const { size } = costsOf(model, experts(4, 32));
    const bytes = expertParts.map((part) => quantisedBytes(matrixOf(model, part), { bits: 4, group: 32 }));
    const codes = bytes.reduce((sum, own) => sum + own.codes, 0);
    const scales = bytes.reduce((sum, own) => sum + own.scales, 0);
    const numbers = expertParts.reduce((sum, part) => sum + matrixOf(model, part).values.length, 0);
    expect(size.parameters.after.value).toBe(size.parameters.before);
    expect(size.memoryBytes.before - size.memoryBytes.after.value).toBe(4 * numbers - codes - scales);
    expect(size.diskBytes.before - size.diskBytes.after.value).toBe(4 * numbers - codes - scales);
    const after = new Map(size.dtypes.map(({ dtype, after }) => [dtype, after]));
    expect(after.get('int4')).toBe(codes);
    expect(after.get('F16')).toBe(scales);
    expect(size.flopsPerToken!.after.value).toBe(size.flopsPerToken!.before);
  });

  it('leaves out experts that are gone, whichever comes first', () => {
    const removal: Action = {
      kind: 'experts',
      layers: null,
      amount: { kind: 'picked', removed: [{ layer: 0, expert: 3 }] },
      criterion: '',
      seed: 1,
    };
    const one = costsOf(model, experts(4, 32), removal);
    const other = costsOf(model, removal, experts(4, 32));
    expect(one.size).toEqual(other.size);
    expect(one.error).toEqual(other.error);
    expect(one.error!.matrices).toBe(expertParts.length - 3);
    expect(one.error!.cells[3]).toBeNaN();
  });
});

describe('quantising what is no expert', () => {
  it('tells routers and the rest apart', () => {
    const { error, notes } = costsOf(
      model,
      { kind: 'quantise', of: 'routers', bits: 8, group: 'channel' },
      { kind: 'quantise', of: 'rest', bits: 8, group: 'tensor' },
    );
    expect(error!.roles.map(({ role, matrices }) => [role, matrices])).toEqual([
      ['routers', 2],
      ['rest', 4],
    ]);
    expect(error!.layers).toEqual([]);
    expect(notes.map(({ code }) => code)).toEqual(['router-rounded']);
  });

  it('cannot be asked twice for the same weights', () => {
    const { problems, error } = costsOf(model, experts(8, 'tensor'), experts(4, 'tensor'));
    expect(problems).toMatchObject([{ code: 'approximated-before', action: 1 }]);
    expect(error!.lost.value).toBeCloseTo(lostOf(expertParts, { bits: 8, group: 'tensor' }), 4);
  });
});

describe('weights that were rounded before', () => {
  it('are told apart, and may take no more bytes than codes would', () => {
    const rounded = plannedModel({ ...shape, dtype: 'F8_E4M3' });
    const costs = costsOf(rounded, experts(8, 'tensor'));
    expect(codesOf(costs).notes).toEqual(['rounded-before', 'not-smaller']);
    expect(explainPlanRemark(costs.notes[0]!).body).toContain('24 matrices are stored as F8_E4M3');
  });

  it('that are no numbers have no code', () => {
    let drawn = 0;
    const damaged = plannedModel({ ...shape, weight: (normal) => (drawn++ % 500 === 0 ? NaN : normal) });
    const costs = costsOf(damaged, experts(4, 'tensor'));
    expect(codesOf(costs).notes).toEqual(['not-finite-codes']);
    expect(costs.error!.lost.value).toBeGreaterThan(0);
    expect(costs.error!.lost.value).toBeLessThan(0.1);
  });
});

describe('lowering ranks', () => {
  it('asks for singular values', () => {
    expect(codesOf(costsOf(plain, ranks(0.25))).problems).toEqual(['needs-singular-values']);
  });

  it('loses what the closest matrices of that rank lose', () => {
    const costs = costsOf(model, ranks(0.25));
    let [lost, all] = [0, 0];
    for (const part of expertParts) {
      const matrix = matrixOf(model, part);
      const close = lowRank(matrix, rankOfFraction(matrix, 0.25));
      matrix.values.forEach((weight, i) => {
        lost += (weight - close.values[i]!) ** 2;
        all += weight ** 2;
      });
    }
    expect(costs.error!.lost.value).toBeCloseTo(lost / all, 9);
    expect(costs.ranks).toEqual([{ action: 0, lowest: 8, highest: 8, matrices: 24 }]);
  });

  it('stores two factors, and multiplies by both', () => {
    const { size } = costsOf(model, ranks(0.25));
    const saved = 32 * 64 - 8 * (32 + 64);
    expect(size.parameters.before - size.parameters.after.value).toBe(24 * saved);
    expect(size.memoryBytes.before - size.memoryBytes.after.value).toBe(24 * saved * 4);
    expect(size.nonZero.before - size.nonZero.after.value).toBe(24 * saved);
    // two of four experts in each of two layers
    expect(size.flopsPerToken!.before - size.flopsPerToken!.after.value).toBe(2 * 2 * 2 * 3 * saved);
  });

  it('keeps at least the energy that is asked for', () => {
    for (const fraction of [0.3, 0.6, 0.8]) {
      const { error } = costsOf(model, ranks(0, { amount: { kind: 'energy', fraction } }));
      expect(error!.lost.high).toBeLessThanOrEqual(1 - fraction + 1e-9);
    }
  });

  it('leaves matrices whole that two factors would not make smaller', () => {
    const costs = costsOf(model, ranks(0.9));
    expect(codesOf(costs).notes).toEqual(['rank-not-smaller']);
    expect(costs.size.parameters.after.value).toBe(costs.size.parameters.before);
    expect(costs.error!.matrices).toBe(0);
  });

  it('is about the layers and matrices of its scope', () => {
    const scope = { layers: [1], projection: 'down' } as const;
    const { error } = costsOf(model, ranks(0.25, { scope }));
    expect(error!.layers.map(({ layer, matrices }) => [layer, matrices])).toEqual([[1, 4]]);
    expect(codesOf(costsOf(model, ranks(0.25, { scope: { ...scope, layers: [7] } }))).problems).toEqual([
      'no-layers',
    ]);
    expect(codesOf(costsOf(model, ranks(0))).problems).toEqual(['amount-outside']);
  });

  it('does not take what was cut', () => {
    const cut: Action = {
      kind: 'weights',
      scope: { layers: null, projection: null },
      per: 'all',
      amount: { kind: 'keep', fraction: 0.5 },
    };
    expect(codesOf(costsOf(model, cut, ranks(0.25))).problems).toEqual(['rank-after-cut']);
    expect(codesOf(costsOf(model, ranks(0.25), cut)).problems).toEqual(['cut-after-rank']);
    const elsewhere = ranks(0.25, { scope: { layers: null, projection: 'down' } });
    const up: Action = { ...cut, scope: { layers: null, projection: 'up' } };
    expect(codesOf(costsOf(model, elsewhere, up)).problems).toEqual([]);
    expect(codesOf(costsOf(model, cut, experts(4, 32)))).toEqual({ problems: [], notes: ['error-of-whole'] });
  });
});

describe('actions that store something else', () => {
  const actions: readonly [string, Action][] = [
    ['quantise:experts:4:32', experts(4, 32)],
    ['quantise:routers:8:tensor', { kind: 'quantise', of: 'routers', bits: 8, group: 'tensor' }],
    ['rank:fraction:0.25', ranks(0.25)],
    [
      'rank:energy:0.9:pdown:l0-1',
      {
        kind: 'rank',
        scope: { layers: [0, 1], projection: 'down' },
        amount: { kind: 'energy', fraction: 0.9 },
      },
    ],
  ];

  it.each(actions)('are written in links: %s', (text, action) => {
    const plan = { name: '', actions: [action] };
    expect(formatPlan(plan)).toBe(text);
    expect(parsePlan(text)).toEqual(plan);
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });

  it.each([
    'quantise:experts:5:32',
    'quantise:all:8:32',
    'quantise:experts:8:32:l0',
    'rank:keep:0.5',
    'rank:energy',
  ])('are not read out of what makes no sense: %s', (text) => {
    expect(parsePlan(text)).toBeNull();
  });

  it('say what is wrong in JSON', () => {
    const read = (action: unknown) => () => readPlan({ actions: [action] });
    expect(read({ kind: 'quantise', bits: 5 })).toThrow('actions[0].bits: one of 8, 4, 3, 2');
    expect(read({ kind: 'rank', amount: { kind: 'energy' } })).toThrow(
      'actions[0].amount.fraction: a number',
    );
    expect(readPlan({ actions: [{ kind: 'quantise', bits: 4 }] }).actions).toEqual([experts(4, 'channel')]);
  });
});
