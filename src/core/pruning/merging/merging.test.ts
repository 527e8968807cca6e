import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { matrixOf, product, transposed, type Matrix } from '../../routing/matrix.ts';
import golden from '../golden/merging.json' with { type: 'json' };
import type { WeightMatrix } from '../matrix/weight-matrix.ts';
import { inUnitOrder, mergeNetworks, type ExpertNetwork } from './expert-network.ts';
import { groupByDominance, groupByLinkage, makeGroups } from './group-experts.ts';
import { mergeRouterBias, mergeRouterRows } from './merge-router.ts';
import { dominantOf, type MergeGroup } from './merged-layer.ts';

const keep = new Set(golden.linked).size;
const usage = Float64Array.from(golden.usage);
const ids = golden.usage.map((_, expert) => expert);

function networkOf({ up, gate, down }: (typeof golden.networks)[number]): ExpertNetwork {
  return { into: [matrixOf(up), matrixOf(gate)], unitBiases: [], outOf: [matrixOf(down)], rest: [] };
}

const pair: MergeGroup = { members: [1, 4], weights: golden.pair.weights, dominant: 1 };
const members = pair.members.map((expert) => networkOf(golden.networks[expert]!));

/** Linear, with hidden units that are squared: what a network says must not hang on their order. */
function outputs({ into, unitBiases, outOf, rest }: ExpertNetwork, x: Matrix): Float64Array {
  const doubles = (matrix: WeightMatrix): Matrix => ({ ...matrix, values: Float64Array.from(matrix.values) });
  const hidden = product(x, transposed(doubles(into[0]!)));
  const units = hidden.values.map((value, at) => (value + (unitBiases[0]?.[at % hidden.columns] ?? 0)) ** 2);
  const out = product({ ...hidden, values: units }, transposed(doubles(outOf[0]!)));
  return out.values.map((value, at) => value + (rest[0]?.[at % out.columns] ?? 0));
}

const fartherThan = (cosines: number[][]) => matrixOf(cosines.map((row) => row.map((cosine) => 1 - cosine)));

describe('groups', () => {
  it('by average linkage on mean outputs are SciPy’s', () => {
    expect([...groupByLinkage(matrixOf(golden.distances), keep)]).toEqual(golden.linked);
  });

  it('by dominance are those of its definition', () => {
    expect([...groupByDominance(fartherThan(golden.cosines), usage, keep)]).toEqual(golden.dominance);
  });

  it('of as many as there are, or more, are everyone alone', () => {
    expect([...groupByLinkage(matrixOf(golden.distances), 9)]).toEqual(ids);
    expect([...groupByDominance(fartherThan(golden.cosines), usage, 6)]).toEqual(ids);
  });

  it('weigh their members by use, and the most used is dominant', () => {
    const groups = makeGroups({
      ids: [3, 5, 8],
      groupOf: Int32Array.of(0, 0, 1),
      usage: Float64Array.of(1, 3, 0),
      weighing: 'usage',
    });
    expect(groups).toEqual([
      { members: [3, 5], weights: [0.25, 0.75], dominant: 5 },
      { members: [8], weights: [1], dominant: 8 },
    ]);
    expect([...dominantOf({ groups }, 9)]).toEqual([-1, -1, -1, 5, -1, 5, -1, -1, 8]);
  });

  it('weigh all alike where nobody was used, or nobody asked', () => {
    const making = { ids: [0, 1], groupOf: Int32Array.of(0, 0), weighing: 'usage' } as const;
    const equal = [{ members: [0, 1], weights: [0.5, 0.5], dominant: 0 }];
    expect(makeGroups({ ...making, usage: Float64Array.of(0, 0) })).toEqual(equal);
    expect(makeGroups({ ...making, usage: null })).toEqual(equal);
    expect(makeGroups({ ...making, usage: Float64Array.of(1, 9), weighing: 'equal' })).toEqual([
      { ...equal[0], dominant: 1 },
    ]);
  });
});

describe('merged experts', () => {
  it.each(['plain', 'aligned'] as const)('are NumPy’s mean, %s', (how) => {
    const merged = mergeNetworks(members, { group: pair, isAligned: how === 'aligned' });
    const { up, gate, down } = golden.pair[how];
    const found = [...merged.into, ...merged.outOf].map(({ values }) => [...Float32Array.from(values)]);
    expect(found).toEqual([up.flat(), gate.flat(), down.flat()]);
  });

  it('that are one expert in another order are that expert once aligned, and else are not', () => {
    const net: ExpertNetwork = {
      into: [normalMatrix(6, 4, 1)],
      unitBiases: [normalMatrix(1, 6, 2).values],
      outOf: [normalMatrix(3, 6, 3)],
      rest: [normalMatrix(1, 3, 4).values],
    };
    const other = inUnitOrder(net, Int32Array.of(3, 1, 5, 0, 4, 2));
    const x = normalMatrix(9, 4, 5);
    expectClose(outputs(other, x), outputs(net, x), 9);
    const group = { members: [0, 1], weights: [0.5, 0.5], dominant: 0 };
    const distance = (isAligned: boolean) => {
      const merged = outputs(mergeNetworks([net, other], { group, isAligned }), x);
      return Math.max(...merged.map((value, i) => Math.abs(value - outputs(net, x)[i]!)));
    };
    expect(distance(true)).toBeLessThan(1e-9);
    expect(distance(false)).toBeGreaterThan(0.1);
  });

  it('without hidden units have none to put in order', () => {
    const linear = (seed: number): ExpertNetwork => ({
      into: [normalMatrix(3, 2, seed)],
      unitBiases: [],
      outOf: [],
      rest: [],
    });
    const group = { members: [0, 1], weights: [0.25, 0.75], dominant: 1 };
    const [a, b] = [linear(1), linear(2)];
    const merged = mergeNetworks([a, b], { group, isAligned: true });
    const expected = a.into[0]!.values.map((value, i) => 0.25 * value + 0.75 * b.into[0]!.values[i]!);
    expectClose(merged.into[0]!.values, expected, 6);
  });
});

describe('the router of merged experts', () => {
  const groups = makeGroups({ ids, groupOf: Int32Array.from(golden.linked), usage, weighing: 'usage' });
  const router = matrixOf(golden.router);

  it('has rows merged alike', () => {
    const { rows, values } = mergeRouterRows(router, { groups, router: 'merged' });
    const byFirst = [...groups].map(({ members: [first] }, row) => ({ first: first!, row }));
    const order = byFirst.sort((a, b) => a.first - b.first).map(({ row }) => row);
    expect(rows).toBe(keep);
    expectClose(
      order.flatMap((row) => [...values.subarray(row * router.columns, (row + 1) * router.columns)]),
      golden.mergedRouter.flat(),
      6,
    );
  });

  it('has a number for each expert merged alike, or is kept', () => {
    const two = { groups: [{ members: [0, 2], weights: [0.25, 0.75], dominant: 2 }] };
    expect([...mergeRouterBias(Float32Array.of(4, 9, 8), { ...two, router: 'merged' })]).toEqual([7]);
    expect(mergeRouterRows(router, { groups, router: 'kept' })).toBe(router);
  });
});
