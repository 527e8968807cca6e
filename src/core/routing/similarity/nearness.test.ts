import { expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import golden from '../../pruning/golden/merging.json' with { type: 'json' };
import { matrixOf } from '../matrix.ts';
import { distanceOfNearness, nearness } from './nearness.ts';

it('is 1 ⁄ (1 + d), of which SciPy’s distances come back', () => {
  const near = nearness(matrixOf(golden.meanOutputs));
  expect(near.values[0]).toBe(1);
  expectClose(near.values.map(distanceOfNearness), golden.distances.flat(), 9);
});

it('of what is no point is not known', () => {
  expect([...nearness(matrixOf([[1], [NaN]])).values]).toEqual([1, NaN, NaN, NaN]);
});
