import { describe, expect, it } from 'vitest';
import { toRows } from '../../testing/routing-vectors.ts';
import { topIndices } from './ranking.ts';
import { chosenBy, firstChoices, loadOf, selectionMask, selectionOf } from './selection.ts';

describe('the highest scores', () => {
  it('come in order, ties by index', () => {
    expect(topIndices(Float64Array.of(1, 3, 3, 2), 3)).toEqual([1, 2, 3]);
    expect(topIndices(Float64Array.of(5, 5, 5), 2)).toEqual([0, 1]);
  });

  it('leave out what has no rank', () => {
    expect(topIndices(Float64Array.of(NaN, -Infinity, 0, -1), 4)).toEqual([2, 3]);
    expect(topIndices(new Float64Array(0), 2)).toEqual([]);
  });
});

describe('a selection', () => {
  const selection = selectionOf([[2, 0], [1], []]);

  it('is padded with −1', () => {
    expect(selection).toEqual({ tokens: 3, slots: 2, experts: Int32Array.of(2, 0, 1, -1, -1, -1) });
    expect([0, 1, 2].map((token) => [...chosenBy(selection, token)])).toEqual([[2, 0], [1], []]);
    expect(selectionOf([], 2)).toEqual({ tokens: 0, slots: 2, experts: new Int32Array(0) });
  });

  it('has first choices, a mask and loads', () => {
    expect([...firstChoices(selection).experts]).toEqual([2, 1, -1]);
    expect(firstChoices(selection, 5)).toEqual(selection);
    expect(toRows(selectionMask(selection, 3))).toEqual([
      [1, 0, 1],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect([...loadOf(selection, 4)]).toEqual([1, 1, 1, 0]);
  });
});
