import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { partOf, randomSelection } from '../../../testing/random-selection.ts';
import { seededRandom } from '../../random.ts';
import { firstChoices, selectionOf, type Selection } from '../selection.ts';
import { permutationBaseline } from './permutation.ts';
import {
  addVocabulary,
  countVocabulary,
  vocabularySpecialisation,
  type VocabularyCounts,
} from './vocabulary.ts';

function countsOf(ids: ArrayLike<number>, selection: Selection, experts: number): VocabularyCounts {
  const counts: VocabularyCounts = new Map();
  countVocabulary(counts, { ids, selection, experts });
  return counts;
}

describe('vocabulary specialisation', () => {
  it('is the share of an id’s occurrences that its favourite expert gets', () => {
    const selection = selectionOf([
      [0, 1],
      [0, 2],
      [2, 1],
      [1, 0],
    ]);
    const counts = countsOf([7, 7, 9, 7], selection, 3);
    // 7 goes to expert 0 every time; 9 to 1 and 2, of which the lower counts
    const found = vocabularySpecialisation(counts, { experts: 3, fewest: 1 });
    expect(found.mean).toBe(1);
    expectClose(found.idsByExpert, [1, 1, 0]);
    expectClose(found.byExpert, [1, 1, NaN]);
    const first = vocabularySpecialisation(countsOf([7, 7, 9, 7], firstChoices(selection), 3), {
      experts: 3,
      fewest: 2,
    });
    expect(first.mean).toBeCloseTo(2 / 3, 12);
    expectClose(first.idsByExpert, [1, 0, 0]);
  });

  it('of parts adds up', () => {
    const random = seededRandom(2);
    const selection = randomSelection(200, { bias: [0, 1, 0, 0, 2], topK: 2, random });
    const ids = Int32Array.from({ length: 200 }, () => random.below(12));
    const sum = countsOf(ids.subarray(0, 80), partOf(selection, 0, 80), 5);
    addVocabulary(sum, countsOf(ids.subarray(80), partOf(selection, 80, 200), 5));
    const whole = countsOf(ids, selection, 5);
    expect(new Map([...sum].sort(([a], [b]) => a - b))).toEqual(
      new Map([...whole].sort(([a], [b]) => a - b)),
    );
  });

  it('of nothing is unknown, and of ids that nobody takes too', () => {
    expect(vocabularySpecialisation(new Map(), { experts: 2 }).mean).toBeNaN();
    const none = countsOf([1], selectionOf([[]], 1), 2);
    expect(vocabularySpecialisation(none, { experts: 2, fewest: 1 }).mean).toBeNaN();
  });

  it('by chance is 0.415, not k/E, for 10 occurrences under random 8 of 64', () => {
    const [random, tokens] = [seededRandom(4), 4000];
    const selection = randomSelection(tokens, { bias: new Array<number>(64).fill(0), topK: 8, random });
    const ids = Int32Array.from({ length: tokens }, (_, token) => token % (tokens / 10));
    const { mean, low, high, pValue } = permutationBaseline(
      ids,
      (labels) =>
        Float64Array.of(vocabularySpecialisation(countsOf(labels, selection, 64), { experts: 64 }).mean),
      { seed: 1, permutations: 19 },
    );
    expect(Math.abs(mean[0]! - 0.415)).toBeLessThan(0.003);
    expect(low[0]).toBeLessThan(mean[0]!);
    expect(high[0]).toBeGreaterThan(mean[0]!);
    expect(pValue[0]).toBeGreaterThan(0.05);
  });
});
