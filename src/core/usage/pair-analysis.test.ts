import { describe, expect, it } from 'vitest';
import { matrixOf, rowOf } from '../routing/matrix.ts';
import { selectionOf } from '../routing/selection.ts';
import { countPairs, emptyPairs } from '../routing/statistics/co-activation.ts';
import { countChoices, emptyCounts } from '../routing/statistics/routing-counts.ts';
import { analysePairs, clusterOrder, reordered } from './pair-analysis.ts';

/** What the collector would say of these tokens. */
function pairsOf(chosen: readonly (readonly number[])[], experts: number) {
  const selection = selectionOf(chosen);
  const of = emptyCounts(experts, selection.slots);
  countChoices(of, selection);
  const counts = emptyPairs(experts);
  countPairs(counts, selection);
  return { counts, of };
}

describe('pairs of experts', () => {
  it('are at chance where all pairs are as common', () => {
    const chosen = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].flatMap((b) => (a < b ? [[a, b]] : [])));
    const { lift, residual, fitError } = analysePairs(pairsOf(chosen, 4))!;
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        if (i === j) expect(rowOf(lift, i)[j]).toBeNaN();
        else {
          expect(rowOf(lift, i)[j]).toBeCloseTo(1, 9);
          expect(rowOf(residual, i)[j]).toBeCloseTo(0, 9);
        }
      }
    }
    expect(fitError).toBeLessThan(1e-9);
  });

  it('that go together come first among those that attract, and stand side by side', () => {
    // 0 with 3 and 1 with 2, always but for two tokens of each other kind
    const often = Array.from({ length: 40 }, (_, token) => (token % 2 === 0 ? [0, 3] : [1, 2]));
    const { strongest, order, observed } = analysePairs(
      pairsOf([...often, [0, 1], [2, 3], [0, 2], [1, 3]], 4),
    )!;
    // all four are chosen 22 times by 44 tokens: every pair is expected 44/6 times
    expect(strongest.attract.map(({ a, b }) => [a, b])).toEqual([
      [0, 3],
      [1, 2],
    ]);
    expect(strongest.attract[0]).toMatchObject({ together: 20 });
    expect(strongest.attract[0]!.expected).toBeCloseTo(44 / 6, 6);
    expect(strongest.attract[0]!.lift).toBeCloseTo(20 / (44 / 6), 6);
    expect(strongest.attract[0]!.residual).toBeCloseTo((20 - 44 / 6) / Math.sqrt(44 / 6), 6);
    expect(strongest.repel.map(({ together }) => together)).toEqual([1, 1, 1, 1]);
    expect(observed.values[3]).toBe(20);
    const place = (expert: number) => order.indexOf(expert);
    expect([Math.abs(place(0) - place(3)), Math.abs(place(1) - place(2))]).toEqual([1, 1]);
  });

  it('are not judged where no tokens can have made the counts', () => {
    const { counts, of } = pairsOf([[0, 1]], 3);
    expect(analysePairs({ counts, of: { ...of, choices: Float64Array.of(9, 9, 9) } })).toBeNull();
  });

  it('are few where experts are', () => {
    expect(clusterOrder(matrixOf([[NaN]]))).toEqual([0]);
    const dead = [NaN, NaN, NaN];
    expect(clusterOrder(matrixOf([dead, [NaN, NaN, 2], [NaN, 2, NaN]]))).toEqual([1, 2, 0]);
    expect(
      reordered(
        matrixOf([
          [1, 2],
          [3, 4],
        ]),
        [1, 0],
      ),
    ).toEqual(
      matrixOf([
        [4, 3],
        [2, 1],
      ]),
    );
  });
});
