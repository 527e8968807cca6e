import { describe, expect, it } from 'vitest';
import { countedLayer, countedReading, plannedModel } from '../../testing/planned-model.ts';
import { matrixOf } from '../routing/matrix.ts';
import type { TraceReading } from '../trace/reading.ts';
import { planCosts } from './cost-plan.ts';
import type { Action, MergeAction } from './plan.ts';
import type { RouterLikeness } from './plan-input.ts';

/** 0 and 3 are alike, and 1 and 2 nearly. */
const likeness = matrixOf([
  [1, 0.1, 0.2, 0.9],
  [0.1, 1, 0.8, 0.3],
  [0.2, 0.8, 1, 0.1],
  [0.9, 0.3, 0.1, 1],
]);
const counts = [40, 30, 20, 10];
const perExpert = 3 * 8 * 16;

function readingOf(tables: readonly string[]): TraceReading {
  const reading = countedReading([counts, counts]);
  const similarities = tables.flatMap((id) => [0, 1].map((layer) => ({ id, layer, values: likeness })));
  return { ...reading, similarities };
}

const routerLikeness: RouterLikeness = {
  layers: [0, 1].map((layer) => ({ layer, cosines: Float32Array.from(likeness.values) })),
};

const merge = (change: Partial<MergeAction> = {}): MergeAction => ({
  kind: 'merge',
  layers: null,
  keep: 2,
  method: 'similar-outputs',
  isAligned: false,
  ...change,
});

type Input = Parameters<typeof plannedModel>[1];

function costsOf(actions: readonly Action[], input: Input = { reading: readingOf(['outputs']) }) {
  return planCosts(plannedModel({}, input).basis, { name: '', actions });
}

const codesOf = (remarks: readonly { readonly code: string }[]) => remarks.map(({ code }) => code);

describe('a merge by similar outputs', () => {
  const costs = costsOf([merge()]);

  it('joins those that are alike, with their rows of the router', () => {
    expect(codesOf([...costs.problems, ...costs.notes])).toEqual([]);
    expect(costs.merged[0]).toEqual({
      layer: 0,
      groups: [
        { members: [0, 3], weights: [0.5, 0.5], dominant: 0 },
        { members: [1, 2], weights: [0.5, 0.5], dominant: 1 },
      ],
      router: 'merged',
      isAligned: false,
    });
    expect(costs.keepLists).toEqual(new Map([0, 1].map((layer) => [layer, [0, 1]])));
  });

  it('saves what two experts and two rows take, in each layer', () => {
    const { parameters, diskBytes, activeParameters } = costs.size;
    expect(parameters.before - parameters.after.value).toBe(4 * (perExpert + 8));
    expect(diskBytes.before - diskBytes.after.value).toBe(4 * 4 * (perExpert + 8));
    // as many experts a token, and fewer rows to choose among
    expect(activeParameters!.before - activeParameters!.after.value).toBe(4 * 8);
    expect(activeParameters!.after.certainty).toBe('assumed');
  });

  it('adds up the load of members, and loses no choice', () => {
    const [layer] = costs.routing!.layers;
    expect([...layer!.after]).toEqual([0.5, 0.5, 0, 0]);
    expect(layer!.maxOverMean).toEqual({ before: 1.6, after: 1 });
    expect(costs.routing!.routed).toMatchObject({ kept: 1, byChance: 1, deviation: 0 });
  });

  it('may weigh by choices', () => {
    const [{ groups }] = costsOf([merge({ weighing: 'usage' })]).merged as [(typeof costs.merged)[0]];
    expect(groups.map(({ weights }) => weights)).toEqual([
      [0.8, 0.2],
      [0.6, 0.4],
    ]);
  });

  it('bounds mass and energy, whatever members cancel', () => {
    const { basis, values, structure } = plannedModel({}, { reading: readingOf(['outputs']) });
    const { kept } = planCosts(basis, { name: '', actions: [merge()] });
    const partsOf = (layer: number, expert: number) =>
      values.filter(
        (_, part) => structure.parts[part]!.layer === layer && structure.parts[part]!.expert === expert,
      );
    let [mass, all] = [0, 0];
    for (const layer of [0, 1]) {
      for (const [a, b] of [
        [0, 3],
        [1, 2],
      ] as const) {
        const [first, second] = [partsOf(layer, a).flat(), partsOf(layer, b).flat()];
        first.forEach((value, i) => {
          mass += Math.abs((value + second[i]!) / 2);
          all += Math.abs(value) + Math.abs(second[i]!);
        });
      }
    }
    expect(kept.mass.certainty).toBe('bounded');
    expect(kept.mass.low).toBeLessThan(mass / all);
    expect(kept.mass.high).toBeGreaterThan(mass / all);
    // these are drawn apart from each other
    expect(Math.abs(kept.mass.value - mass / all)).toBeLessThan(0.02);
  });

  it('fills zeros of members that the others do not have', () => {
    // of experts 0 and 3 every other weight is zero
    let at = 0;
    const sparse = plannedModel(
      { weight: (normal, { expert }) => (expert % 3 === 0 && (at++ + expert) % 2 === 0 ? 0 : normal) },
      { reading: readingOf(['outputs']) },
    );
    const { nonZero, parameters } = planCosts(sparse.basis, { name: '', actions: [merge()] }).size;
    // a quarter of the weights of that group, in two layers, if their zeros know nothing of each other
    expect(nonZero.after.value).toBeCloseTo(parameters.after.value - 2 * 0.25 * perExpert, 6);
    expect(nonZero.after.certainty).toBe('assumed');
  });

  it('goes by rows of the router where nothing else tells, and says so', () => {
    const stood = costsOf([merge()], { routerLikeness });
    expect(stood.merged[0]!.groups).toEqual(costs.merged[0]!.groups);
    expect(stood.notes).toMatchObject([
      { code: 'merge-stand-in', facts: { used: 'rows of the router (cosine)' } },
    ]);
  });

  it('says what it takes where not even these are known', () => {
    const { problems, merged } = costsOf([merge()], {});
    expect(codesOf(problems)).toEqual(['merge-lacks']);
    expect(merged).toEqual([]);
  });
});

describe('merges that keep the router', () => {
  const reading = readingOf(['mean-outputs', 'router_logit_similiarity']);

  it('keep its rows and every byte on disk, and weigh by choices', () => {
    const { merged, keepLists, size, notes } = costsOf([merge({ method: 'hc-smoe' })], { reading });
    expect(merged[0]!.groups.map(({ weights }) => weights)).toEqual([
      [0.8, 0.2],
      [0.6, 0.4],
    ]);
    expect(keepLists.size).toBe(0);
    expect(size.parameters.before - size.parameters.after.value).toBe(4 * perExpert);
    expect(size.diskBytes.after.value).toBe(size.diskBytes.before);
    expect(size.memoryBytes.after.certainty).toBe('assumed');
    expect(codesOf(notes)).toEqual(['router-kept']);
  });

  it('may leave fewer groups than a token chooses: its choices meet in them', () => {
    const { problems, size } = costsOf([merge({ method: 'hc-smoe', keep: 1 })], { reading });
    expect(codesOf(problems)).toEqual([]);
    // two choices of one expert a layer
    expect(size.activeParameters!.before - size.activeParameters!.after.value).toBe(2 * perExpert);
    expect(size.activeParameters!.after.value).toBe(size.parameters.after.value);
    expect(codesOf(costsOf([merge({ keep: 1 })]).problems)).toEqual(['too-few-experts']);
  });

  it('join dominant experts (M-SMoE)', () => {
    const { merged } = costsOf([merge({ method: 'm-smoe' })], { reading });
    expect(merged[0]!.groups.map(({ members, dominant }) => [members, dominant])).toEqual([
      [[0, 3], 0],
      [[1, 2], 1],
    ]);
    const { problems } = costsOf([merge({ method: 'm-smoe' })], { routerLikeness });
    expect(problems).toMatchObject([
      { code: 'merge-lacks', facts: { source: 'a routing trace of this model.' } },
    ]);
  });
});

describe('merges among other actions', () => {
  const cut: Action = {
    kind: 'weights',
    scope: { layers: null, projection: null },
    per: 'all',
    amount: { kind: 'keep', fraction: 0.5 },
  };
  const remove: Action = {
    kind: 'experts',
    layers: null,
    amount: { kind: 'picked', removed: [{ layer: 0, expert: 0 }] },
    criterion: '',
    seed: 1,
  };

  it('come before cuts, which leave merged experts whole', () => {
    expect(codesOf(costsOf([cut, merge()]).problems)).toEqual(['merge-after-cut']);
    const { problems, notes, thresholds } = costsOf([merge({ keep: 3 }), cut]);
    expect(codesOf(problems)).toEqual([]);
    expect(codesOf(notes)).toContain('merged-not-cut');
    expect([...thresholds].filter((threshold) => threshold > 0)).toHaveLength(2 * 2 * 3);
  });

  it('are done once a layer', () => {
    expect(codesOf(costsOf([merge(), merge()]).problems)).toEqual(['merged-before']);
  });

  it('take what experts are left', () => {
    const { merged, keepLists } = costsOf([remove, merge({ layers: [0] })]);
    expect(merged[0]!.groups.map(({ members }) => members)).toEqual([[1, 2], [3]]);
    expect(keepLists.get(0)).toEqual([1, 3]);
  });

  it('leave fewer to remove: a merged expert goes with all that it is made of', () => {
    const { merged, keepLists, routing, problems } = costsOf([merge({ keep: 3 }), remove]);
    expect(codesOf(problems)).toEqual([]);
    expect(merged[0]!.groups.map(({ members }) => members)).toEqual([[1], [2]]);
    expect(keepLists.get(0)).toEqual([1, 2]);
    expect(routing!.layers[0]!.routed).toBeCloseTo(0.5, 12);
  });
});

describe('mean outputs in the place of experts', () => {
  const becomes: Action = {
    kind: 'experts',
    layers: null,
    amount: { kind: 'each-layer', keep: 1 },
    criterion: 'frequency',
    seed: 1,
    becomes: 'mean-output',
  };

  it('keep their rows and their choices, and a vector each', () => {
    const { keepLists, novices, size, routing, notes, problems } = costsOf([becomes]);
    expect(codesOf(problems)).toEqual([]);
    expect(codesOf(notes)).toEqual(['mean-outputs-left']);
    expect(keepLists.size).toBe(0);
    expect(novices).toEqual(new Map([0, 1].map((layer) => [layer, [1, 2, 3]])));
    expect(size.parameters.before - size.parameters.after.value).toBe(6 * (perExpert - 8));
    const [layer] = routing!.layers;
    expect(layer!.after).toEqual(layer!.before);
    expect(routing!.routed.kept).toBeCloseTo(0.4, 12);
    // 0.6 of two choices a layer fall on mean outputs
    const saved = size.activeParameters!.before - size.activeParameters!.after.value;
    expect(saved).toBeCloseTo(2 * 2 * 0.6 * (perExpert - 8), 6);
  });

  it('go when they are picked again, and bring back nothing that is gone', () => {
    const pick = (fate: 'nothing' | 'mean-output'): Action => ({
      kind: 'experts',
      layers: null,
      amount: { kind: 'picked', removed: [{ layer: 0, expert: 3 }] },
      criterion: '',
      seed: 1,
      becomes: fate,
    });
    const removed = costsOf([pick('nothing')]);
    for (const twice of [
      [pick('mean-output'), pick('nothing')],
      [pick('nothing'), pick('mean-output')],
    ]) {
      const { keepLists, novices, size } = costsOf(twice);
      expect({ keepLists, novices }).toEqual({ keepLists: new Map([[0, [0, 1, 2]]]), novices: new Map() });
      expect(size.parameters).toEqual(removed.size.parameters);
    }
  });

  it('leave one expert of each layer as it is', () => {
    const all = { ...becomes, amount: { kind: 'each-layer' as const, keep: 0 } };
    expect(codesOf(costsOf([all]).problems)).toEqual(['amount-outside']);
  });
});

describe('fewer experts a token', () => {
  const lower = (k: number): Action => ({ kind: 'top-k', layers: null, k });
  const first = [countedLayer(0, counts), countedLayer(1, counts)].map((layer) => ({
    ...layer,
    hasFirstChoices: true,
    counts: { ...layer.counts, firstChoices: Float64Array.of(10, 0, 0, 40) },
  }));

  it('save what the others of each choice would have taken', () => {
    const { size, topK, notes } = costsOf([lower(1)]);
    expect(topK).toBe(1);
    expect(codesOf(notes)).toEqual(['top-k-lowered']);
    expect(size.parameters.after.value).toBe(size.parameters.before);
    expect(size.activeParameters!.before - size.activeParameters!.after.value).toBe(2 * perExpert);
    expect(size.flopsPerToken!.before - size.flopsPerToken!.after.value).toBe(2 * 2 * perExpert);
  });

  it('have the load of first choices where these are counted', () => {
    const reading = { ...countedReading([]), layers: first };
    expect([...costsOf([lower(1)], { reading }).routing!.layers[0]!.after]).toEqual([0.2, 0, 0, 0.8]);
    expect([...costsOf([lower(1)]).routing!.layers[0]!.after]).toEqual([0.4, 0.3, 0.2, 0.1]);
  });

  it('leave room for fewer experts', () => {
    const one: Action = {
      kind: 'experts',
      layers: null,
      amount: { kind: 'each-layer', keep: 1 },
      criterion: 'frequency',
      seed: 1,
    };
    expect(codesOf(costsOf([one]).problems)).toEqual(['too-few-experts']);
    expect(codesOf(costsOf([lower(1), one]).problems)).toEqual([]);
    expect(codesOf(costsOf([lower(3)]).problems)).toEqual(['amount-outside']);
  });
});
