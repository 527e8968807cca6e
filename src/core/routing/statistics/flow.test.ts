import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { randomSelection } from '../../../testing/random-selection.ts';
import { toRows } from '../../../testing/routing-vectors.ts';
import { seededRandom } from '../../random.ts';
import { selectionOf } from '../selection.ts';
import { countFlow, emptyFlow, flowLift, flowShares } from './flow.ts';
import { mutualInformation } from './mutual-information.ts';

describe('flow between layers', () => {
  const flow = emptyFlow(3, 2);
  countFlow(flow, selectionOf([[0, 1], [0], [1]], 2), selectionOf([[1], [0], [1]], 1));

  it('counts every way a token goes', () => {
    expect(toRows(flow)).toEqual([
      [1, 1],
      [0, 2],
      [0, 0],
    ]);
    expectClose(flowShares(flow).values, [0.5, 0.5, 0, 1, NaN, NaN]);
    expectClose(flowLift(flow).values, [2, 4 / 6, 0, 8 / 6, NaN, NaN]);
    expect(() => countFlow(flow, selectionOf([[0]]), selectionOf([]))).toThrow('different tokens');
  });

  it('between layers that know nothing of each other has no lift and no information', () => {
    const random = seededRandom(8);
    const layer = (bias: number[]) => randomSelection(20_000, { bias, topK: 2, random });
    const independent = emptyFlow(4, 4);
    countFlow(independent, layer([1, 0, 0, -1]), layer([0, 2, 1, 0]));
    for (const lift of flowLift(independent).values) expect(lift).toBeCloseTo(1, 1);
    expect(mutualInformation(independent).bits).toBeLessThan(0.001);
  });

  it('of a layer that copies the other tells all there is to know', () => {
    const copied = emptyFlow(4, 4);
    const layer = selectionOf([[0], [1], [2], [3]]);
    countFlow(copied, layer, layer);
    expect(mutualInformation(copied).bits).toBeCloseTo(2, 12);
  });
});
