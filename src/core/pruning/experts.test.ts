import { describe, expect, it } from 'vitest';
import { countedLayer, countedReading, plannedModel } from '../../testing/planned-model.ts';
import { goldenProbabilities } from '../../testing/routing-vectors.ts';
import { matrixOf } from '../routing/matrix.ts';
import { gatesFrom, selectTop } from '../routing/routing.ts';
import { seededRandom } from '../random.ts';
import type { TraceReading } from '../trace/reading.ts';
import { agreementOf } from './agreement.ts';
import { planCosts } from './cost-plan.ts';
import { criteria, criteriaFor, criterionOf } from './criteria/index.ts';
import { isLack } from './criterion.ts';
import { expertSums, saliencyTables } from './expert-sums.ts';
import type { ExpertsAction } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import { explainPlanRemark } from './plan-remark-words.ts';

function remove(basis: PlanBasis, action: Partial<ExpertsAction>) {
  const whole: ExpertsAction = {
    kind: 'experts',
    layers: null,
    amount: { kind: 'each-layer', keep: 2 },
    criterion: 'frequency',
    seed: 1,
    ...action,
  };
  return planCosts(basis, { name: '', actions: [whole] });
}

function scoresBy(basis: PlanBasis, id: string): number[] {
  const answer = criterionOf(id)!.scores(basis, { seed: 1 });
  if (isLack(answer)) throw new Error(answer.lack);
  return [...answer.values];
}

function expectClose(actual: readonly number[], expected: readonly number[], digits = 6): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
}

/** Four tokens, top 2 of 4: METHODS, golden vectors. */
const goldenNorms = matrixOf([
  [1, 2, 3, 4],
  [2, 2, 2, 2],
  [4, 3, 2, 1],
  [1, 1, 1, 5],
]);

function goldenTables(normalises: boolean) {
  const selection = selectTop(goldenProbabilities, 2);
  const gates = gatesFrom(goldenProbabilities, selection);
  if (normalises) {
    for (let row = 0; row < gates.rows; row++) {
      const own = gates.values.subarray(row * gates.columns, (row + 1) * gates.columns);
      const total = own.reduce((sum, gate) => sum + gate, 0);
      own.forEach((gate, i) => (own[i] = gate / total));
    }
  }
  const sums = expertSums({ gates, selection }, goldenNorms);
  return { sums, tables: saliencyTables(sums) };
}

describe('the golden layer', () => {
  it('has the published saliencies', () => {
    const { sums, tables } = goldenTables(false);
    expectClose([...sums.tokens], [3, 3, 2, 0]);
    expectClose([...tables.ean_sum], [4, 7, 3, 0]);
    expectClose([...tables.ean_mean], [1.3333, 2.3333, 1.5, 0], 4);
    expectClose([...tables.reap], [0.515778, 1.226586, 0.313374, 0]);
    expectClose([...goldenTables(true).tables.reap], [0.719519, 1.448549, 0.358656, 0]);
  });

  it('is judged by them, whether sums or means are told', () => {
    const { sums, tables } = goldenTables(false);
    const told = (...names: (keyof typeof tables)[]) =>
      plannedModel(
        { layers: 1 },
        {
          reading: countedReading(
            [[...sums.tokens]],
            Object.fromEntries(names.map((name) => [name, [[...tables[name]]]])),
          ),
        },
      ).basis;
    expectClose(scoresBy(told('reap'), 'frequency'), [3 / 8, 3 / 8, 2 / 8, 0]);
    for (const basis of [told('ean_sum', 'weighted_ean_sum'), told('ean_mean', 'reap')]) {
      expectClose(scoresBy(basis, 'ean-sum'), [4, 7, 3, 0]);
      expectClose(scoresBy(basis, 'ean-mean'), [4 / 3, 7 / 3, 1.5, 0]);
      expectClose(scoresBy(basis, 'reap'), [0.515778, 1.226586, 0.313374, 0]);
      expectClose(scoresBy(basis, 'weighted-ean'), [...tables.weighted_ean_sum]);
      expect(remove(basis, { criterion: 'reap' }).keepLists).toEqual(new Map([[0, [0, 1]]]));
    }
  });
});

const reading = countedReading(
  [
    [40, 30, 20, 10],
    [1, 1, 1, 97],
  ],
  {
    reap: [
      [1, 2, 3, 4],
      [4, 3, 2, 1],
    ],
  },
);
const { basis } = plannedModel({}, { reading });

describe('budgets', () => {
  it('keep as many experts in each layer; ties go to the lower number', () => {
    expect(remove(basis, {}).keepLists).toEqual(
      new Map([
        [0, [0, 1]],
        [1, [0, 3]],
      ]),
    );
  });

  it('go to the highest scores of all layers above the floors', () => {
    const amount = { kind: 'all-layers', keepFraction: 5 / 8, atLeast: 2 } as const;
    expect(remove(basis, { amount }).keepLists).toEqual(
      new Map([
        [0, [0, 1, 2]],
        [1, [0, 3]],
      ]),
    );
  });

  it('are the person’s own picks', () => {
    const removed = [{ layer: 1, expert: 3 }];
    const { keepLists, routing } = remove(basis, { amount: { kind: 'picked', removed } });
    expect(keepLists).toEqual(new Map([[1, [0, 1, 2]]]));
    expect(routing!.routed.kept).toBeCloseTo(103 / 200, 12);
  });

  it('count what earlier actions left', () => {
    const each = (keep: number): ExpertsAction => ({
      kind: 'experts',
      layers: null,
      amount: { kind: 'each-layer', keep },
      criterion: 'reap',
      seed: 1,
    });
    const { keepLists } = planCosts(basis, { name: '', actions: [each(3), each(2)] });
    expect(keepLists.get(0)).toEqual([2, 3]);
  });

  it('draw the same lots for the same seed', () => {
    const lots = [1, 1, 2, 3, 4].map((seed) => [...remove(basis, { criterion: 'random', seed }).keepLists]);
    expect(lots[0]).toEqual(lots[1]);
    expect(new Set(lots.map((lot) => JSON.stringify(lot))).size).toBeGreaterThan(1);
  });
});

describe('what a plan of experts costs', () => {
  const costs = remove(basis, { criterion: 'reap' });
  const expert = 3 * 8 * 16;

  it('is counted: parameters, bytes, what a token meets', () => {
    const removed = 4 * (expert + 8);
    const { parameters, diskBytes, memoryBytes, dtypes, activeParameters, flopsPerToken } = costs.size;
    expect(parameters.after.value).toBe(parameters.before - removed);
    expect(diskBytes.after.value).toBe(diskBytes.before - 4 * removed);
    expect(memoryBytes.after.value).toBe(memoryBytes.before - 4 * removed);
    expect(dtypes).toEqual([
      { dtype: 'F32', before: 4 * parameters.before, after: 4 * parameters.after.value },
    ]);
    const others = parameters.before - 8 * expert;
    expect(activeParameters).toMatchObject({
      before: others + 4 * expert,
      after: { value: others + 4 * expert - 4 * 8, certainty: 'exact' },
    });
    // no lookup of embeddings, no norm
    expect(flopsPerToken!.before).toBe(2 * (activeParameters!.before - 32 * 8 - 8));
  });

  it('is what is kept of the weights, with nothing of experts that are gone', () => {
    expect([...costs.kept.cells.weights]).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    expect(costs.kept.weights).toMatchObject({ value: 0.5, certainty: 'exact' });
    expect(costs.kept.layers[0]!.mass.value).toBeGreaterThan(0.6);
    expect(costs.kept.layers[1]!.mass.value).toBeLessThan(0.4);
  });

  it('is the traffic and the saliency that stay', () => {
    const { routed, reap, layers } = costs.routing!;
    expect(routed.kept).toBeCloseTo((20 + 10 + 1 + 1) / 200, 12);
    const saliency = [40, 60, 60, 40, 4, 3, 2, 97];
    expect(reap!.kept).toBeCloseTo((60 + 40 + 4 + 3) / saliency.reduce((sum, value) => sum + value, 0), 12);
    expect([...layers[0]!.before]).toEqual([0.4, 0.3, 0.2, 0.1]);
    expectClose([...layers[0]!.after], [0, 0, 2 / 3, 1 / 3], 12);
    expect(layers[0]!.maxOverMean.before).toBeCloseTo(1.6, 12);
    expect(layers[0]!.maxOverMean.after).toBeCloseTo(4 / 3, 12);
  });

  it('is held against lots as drawing them would', () => {
    const random = seededRandom(3);
    const draws = Array.from({ length: 4000 }, () => {
      const seed = random.below(2 ** 32);
      return remove(basis, { criterion: 'random', seed }).routing!.routed.kept;
    });
    const mean = draws.reduce((sum, kept) => sum + kept, 0) / draws.length;
    const deviation = Math.sqrt(draws.reduce((sum, kept) => sum + (kept - mean) ** 2, 0) / draws.length);
    const { routed } = costs.routing!;
    expect(routed.byChance).toBeCloseTo(0.5, 12);
    expect(Math.abs(mean - routed.byChance)).toBeLessThan(0.02);
    expect(Math.abs(deviation / routed.deviation - 1)).toBeLessThan(0.05);
  });

  it('spreads traffic evenly where nobody chose those that stay', () => {
    const idle = plannedModel({ layers: 1 }, { reading: countedReading([[0, 0, 5, 5]]) }).basis;
    const amount = { kind: 'picked', removed: [2, 3].map((expert) => ({ layer: 0, expert })) } as const;
    expect([...remove(idle, { amount }).routing!.layers[0]!.after]).toEqual([0.5, 0.5, 0, 0]);
  });
});

describe('criteria', () => {
  it('have ids of their own', () => {
    expect(new Set(criteria.map(({ id }) => id)).size).toBe(criteria.length);
    for (const { id } of criteria) expect(criterionOf(id)?.id).toBe(id);
  });

  it('offer every number that a trace has', () => {
    expect(criteriaFor(basis).map(({ id }) => id)).toContain('score-reap');
    expect(scoresBy(basis, 'score-reap')).toEqual([1, 2, 3, 4, 4, 3, 2, 1]);
  });

  it('know experts by their weights', () => {
    const { values, structure } = plannedModel();
    const own = (layer: number, expert: number) =>
      structure.parts.flatMap((part, i) =>
        part.layer === layer && part.expert === expert ? values[i]! : [],
      );
    const cells = [0, 1].flatMap((layer) => [0, 1, 2, 3].map((expert) => own(layer, expert)));
    const norm = (weights: readonly number[]) => Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0));
    const l1 = (weights: readonly number[]) => weights.reduce((sum, w) => sum + Math.abs(w), 0);
    expectClose(scoresBy(basis, 'weight-norm'), cells.map(norm), 9);
    expectClose(
      scoresBy(basis, 'aimer'),
      cells.map((weights) => -l1(weights) / (norm(weights) * Math.sqrt(weights.length))),
      9,
    );
  });

  it('count gates and weights of chosen experts', () => {
    const layer = countedLayer(0, [1, 1, 2, 0], { weightSums: Float64Array.of(0.2, 0.6, 1.2, 0) });
    const told = plannedModel({ layers: 1 }, { reading: { ...countedReading([]), layers: [layer] } }).basis;
    expectClose(scoresBy(told, 'weighted-frequency'), [0.1, 0.3, 0.6, 0]);
    expect(remove(told, { criterion: 'soft-frequency' }).problems).toMatchObject([
      { code: 'criterion-lacks' },
    ]);
  });

  it('compare routers of two checkpoints, signed and not', () => {
    const norms = (name: string, values: number[]) => ({
      name,
      layers: [{ layer: 0, norms: Float64Array.from(values) }],
    });
    const routers = norms('after', [1, 2, 3, 4]);
    const routersBefore = norms('before', [2, 2, 2, 2]);
    const two = plannedModel({ layers: 1 }, { routers, routersBefore }).basis;
    expectClose(scoresBy(two, 'router-norm'), [1, 2, 3, 4]);
    expectClose(scoresBy(two, 'router-norm-growth'), [-1, 0, 1, 2]);
    expectClose(scoresBy(two, 'router-norm-change'), [1, 0, 1, 2]);
  });

  it('agree with themselves, and with others as far as they do', () => {
    const action: ExpertsAction = {
      kind: 'experts',
      layers: null,
      amount: { kind: 'each-layer', keep: 2 },
      criterion: 'reap',
      seed: 1,
    };
    const {
      criteria: both,
      correlation,
      overlap,
      overlapByChance,
    } = agreementOf(basis, {
      criteria: ['reap', 'frequency', 'router-norm'].map((id) => criterionOf(id)!),
      action,
    });
    expect(both.map(({ id }) => id)).toEqual(['reap', 'frequency']);
    expectClose([...overlap.values], [1, 0.25, 0.25, 1]);
    expect(correlation.values[0]).toBeCloseTo(1, 12);
    expect(correlation.values[1]).toBeCloseTo((-1 + -0.7745966692) / 2, 6);
    expect(overlapByChance).toBe(0.5);
  });
});

describe('what can’t be taken', () => {
  const refusals: [string, PlanBasis, Partial<ExpertsAction>][] = [
    ['too-few-experts', basis, { amount: { kind: 'each-layer', keep: 1 } }],
    ['too-few-experts', basis, { amount: { kind: 'all-layers', keepFraction: 0.5, atLeast: 0 } }],
    ['floors-above-budget', basis, { amount: { kind: 'all-layers', keepFraction: 0.25, atLeast: 2 } }],
    ['amount-outside', basis, { amount: { kind: 'all-layers', keepFraction: 2, atLeast: 2 } }],
    ['amount-outside', basis, { amount: { kind: 'each-layer', keep: 2.5 } }],
    ['no-layers', basis, { layers: [0, 9] }],
    ['no-layers', basis, { amount: { kind: 'picked', removed: [{ layer: 5, expert: 0 }] } }],
    ['no-expert', basis, { amount: { kind: 'picked', removed: [{ layer: 0, expert: 4 }] } }],
    ['no-criterion', basis, { criterion: 'magic' }],
    ['criterion-lacks', basis, { criterion: 'score-unheard-of' }],
    ['criterion-lacks', basis, { criterion: 'router-norm-growth' }],
    ['criterion-lacks', plannedModel().basis, {}],
    ['criterion-lacks', foreign([[1, 2, 3, 4, 5]]), {}],
    ['criterion-lacks', foreign([1, 2, 3].map(() => [1, 2, 3, 4])), {}],
  ];

  function foreign(counts: number[][]): PlanBasis {
    return plannedModel({}, { reading: countedReading(counts) }).basis;
  }

  it.each(refusals)('is refused as %s, in words, with nothing taken', (code, of, action) => {
    const { problems, keepLists, size } = remove(of, action);
    expect(problems).toMatchObject([{ code, action: 0 }]);
    expect(keepLists.size).toBe(0);
    expect(size.parameters.after.value).toBe(size.parameters.before);
    const { title, body, remedy } = explainPlanRemark(problems[0]!);
    for (const text of [title, body, remedy]) expect(text).toMatch(/^\S.*\S$/);
    expect(`${body} ${remedy}`).not.toMatch(/undefined|NaN|null/);
  });

  it('leaves layers whole that the trace says nothing of', () => {
    const partly: TraceReading = countedReading([[4, 3, 2, 1]]);
    const { notes, keepLists } = remove(plannedModel({}, { reading: partly }).basis, {});
    expect(notes).toMatchObject([{ code: 'layers-without-scores', facts: { layers: [1] } }]);
    expect([...keepLists.keys()]).toEqual([0]);
  });
});
