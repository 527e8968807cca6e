import { describe, expect, it } from 'vitest';
import { partOf, randomSelection } from '../../../testing/random-selection.ts';
import { goldenLogits } from '../../../testing/routing-vectors.ts';
import { seededRandom } from '../../random.ts';
import { dropRate } from '../capacity.ts';
import { routeSwitch } from '../routers/switch.ts';
import { routeTopK } from '../routers/top-k.ts';
import { selectionOf } from '../selection.ts';
import {
  countChoices,
  droppedShare,
  emptyCounts,
  expertsPerToken,
  mergeCounts,
  tokenCount,
} from './routing-counts.ts';

describe('routing counts', () => {
  it('count choices, first choices and tokens by size', () => {
    const counts = emptyCounts(4, 2);
    countChoices(counts, selectionOf([[2, 0], [2], [], [0, 3]], 2));
    expect(counts).toEqual({
      experts: 4,
      choices: Float64Array.of(2, 0, 2, 1),
      firstChoices: Float64Array.of(1, 0, 2, 0),
      dropped: Float64Array.of(0, 0, 0, 0),
      tokensBySize: Float64Array.of(1, 1, 2),
      outside: 0,
    });
    expect(tokenCount(counts)).toBe(4);
    expect(expertsPerToken(counts)).toBe(5 / 4);
  });

  it('have the published loads of a top-2 router', () => {
    const counts = emptyCounts(4, 2);
    countChoices(counts, routeTopK(goldenLogits, { topK: 2, gatesOver: 'all' }).selection);
    expect([...counts.choices]).toEqual([3, 3, 2, 0]);
  });

  it('know what was dropped', () => {
    const routing = routeSwitch(goldenLogits, { capacityFactor: 1 });
    const counts = emptyCounts(4, 1);
    countChoices(counts, routing.selection, routing.dropped);
    expect([...counts.choices]).toEqual([2, 1, 1, 0]);
    expect([...counts.dropped]).toEqual([1, 0, 0, 0]);
    expect(droppedShare(counts)).toBe(dropRate(routing));
  });

  it('pass over padding and keep ids that are no experts apart', () => {
    const counts = emptyCounts(3, 3);
    countChoices(counts, { tokens: 2, slots: 3, experts: Int32Array.of(255, 1, -1, -7, 3, 2) });
    expect([...counts.choices]).toEqual([0, 1, 1]);
    expect(counts.outside).toBe(2);
    expect([...counts.tokensBySize]).toEqual([0, 2, 0, 0]);
  });

  it('of parts add up to those of the whole', () => {
    const random = seededRandom(4);
    const selection = randomSelection(300, { bias: [1, 0, 0, -1, 2], topK: 2, random });
    const countsOf = (start: number, end: number) => {
      const counts = emptyCounts(5, 2);
      countChoices(counts, partOf(selection, start, end));
      return counts;
    };
    const parts = [countsOf(200, 300), countsOf(0, 120), countsOf(120, 200)];
    expect(parts.reduce(mergeCounts)).toEqual(countsOf(0, 300));
  });

  it('of traces with different numbers of slots add up, of different layers do not', () => {
    const [few, many] = [emptyCounts(3, 1), emptyCounts(3, 2)];
    countChoices(few, selectionOf([[0]]));
    countChoices(many, selectionOf([[1, 2]]));
    expect([...mergeCounts(few, many).tokensBySize]).toEqual([0, 1, 1]);
    expect(() => mergeCounts(few, emptyCounts(4, 1))).toThrow('different experts');
  });

  it('of nothing know no shares', () => {
    const nothing = emptyCounts(3, 2);
    expect([tokenCount(nothing), expertsPerToken(nothing), droppedShare(nothing)]).toEqual([0, NaN, NaN]);
  });
});
