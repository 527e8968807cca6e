import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { randomSelection } from '../../../testing/random-selection.ts';
import { toRows } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { seededRandom } from '../../random.ts';
import { rowSums } from '../matrix.ts';
import { selectionOf, type Selection } from '../selection.ts';
import { coActivation, conditionalShares, countPairs, emptyPairs } from './co-activation.ts';
import { expectedPairs } from './expected-pairs.ts';
import { countChoices, emptyCounts } from './routing-counts.ts';

function countsOf(selection: Selection, experts: number) {
  const counts = emptyCounts(experts, selection.slots);
  countChoices(counts, selection);
  return counts;
}

function pairsOf(selection: Selection, experts: number) {
  const pairs = emptyPairs(experts);
  countPairs(pairs, selection);
  return pairs;
}

/** Counts of a router that lists the experts of each token. */
const listed = (chosen: readonly (readonly number[])[], experts: number) =>
  countsOf(selectionOf(chosen, experts), experts);

describe('pairs by chance', () => {
  it.each(golden.chance)('agree with a general solver over all sets', ({ choices, tokensBySize, pairs }) => {
    const found = expectedPairs({
      choices: Float64Array.from(choices),
      tokensBySize: Float64Array.from(tokensBySize),
    });
    expect(found.residual).toBeLessThan(1e-10);
    expectClose(found.pairs.values, pairs.flat(), 7);
  });

  it('of an even top-2 of 8 are T·k(k − 1)/(E(E − 1))', () => {
    const { pairs } = expectedPairs({
      choices: new Float64Array(8).fill(70),
      tokensBySize: Float64Array.of(0, 0, 280),
    });
    expect(pairs.values[1]).toBeCloseTo((280 * 2) / (8 * 7), 9);
    expect(pairs.values[1]! / ((70 * 70) / 280)).toBeCloseTo(0.571, 3);
  });

  it('have the loads on the diagonal, and as many partners as there are', () => {
    const rows = fc
      .integer({ min: 1, max: 7 })
      .chain((experts) =>
        fc.tuple(
          fc.constant(experts),
          fc.array(fc.uniqueArray(fc.nat(experts - 1), { maxLength: experts }), { maxLength: 12 }),
        ),
      );
    fc.assert(
      fc.property(rows, ([experts, chosen]) => {
        const { choices, tokensBySize } = listed(chosen, experts);
        const { pairs, residual } = expectedPairs({ choices, tokensBySize });
        expect(residual).toBeLessThan(1e-10);
        toRows(pairs).forEach((row, i) => {
          expect(row[i]).toBeCloseTo(choices[i]!, 8);
          row.forEach((pair, j) => {
            expect(pair).toBeCloseTo(pairs.values[j * experts + i]!, 8);
            expect(pair).toBeLessThan(Math.min(choices[i]!, choices[j]!) + 1e-8);
          });
        });
        const partners = chosen.reduce((sum, set) => sum + set.length ** 2, 0);
        expect(rowSums(pairs).reduce((a, b) => a + b)).toBeCloseTo(partners, 8);
      }),
      { seed: 11, numRuns: 400 },
    );
  });

  it('are certain where nothing is left to chance', () => {
    const found = (chosen: readonly (readonly number[])[], experts: number) =>
      toRows(expectedPairs(listed(chosen, experts)).pairs);
    // total collapse onto two of four
    expect(
      found(
        [
          [0, 2],
          [2, 0],
          [0, 2],
        ],
        4,
      ),
    ).toEqual([
      [3, 0, 3, 0],
      [0, 0, 0, 0],
      [3, 0, 3, 0],
      [0, 0, 0, 0],
    ]);
    // all of all, and nobody
    expect(found([[0, 1], [1, 0], []], 2)).toEqual([
      [2, 2],
      [2, 2],
    ]);
    // one always, the other half of the time
    expectClose(
      found(
        [
          [0, 1],
          [0, 2],
        ],
        3,
      ).flat(),
      [2, 1, 1, 1, 1, 0, 1, 0, 1],
    );
    // single choices never meet
    expectClose(found([[0], [0], [1]], 2).flat(), [2, 0, 0, 1]);
    // tokens of one choice stay among two experts that tokens of three always have
    expectClose(
      found([[0], [1], [0, 1, 2], [0, 1, 3]], 4).flat(),
      [3, 2, 1, 1, 2, 3, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1],
    );
    expect(found([], 2)).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it('are refused where no tokens can have made the counts', () => {
    const refused = (choices: number[], tokensBySize: number[]) =>
      expect(() =>
        expectedPairs({ choices: Float64Array.from(choices), tokensBySize: Float64Array.from(tokensBySize) }),
      ).toThrow(RangeError);
    refused([5, 1], [0, 3]);
    refused([3, 3, 1], [0, 0, 3]);
    refused([4, 1, 1], [0, 0, 3]);
    refused([1, 1], [0, 0, 0, 1]);
    refused([3], [0]);
    // every token has both experts, or it has not
    refused([3, 1], [0, 0, 2]);
  });

  it('tell routers that choose by bias alone from routers that pair experts', () => {
    const random = seededRandom(21);
    const bias = Array.from({ length: 16 }, () => random.normal());
    const selection = randomSelection(6000, { bias, topK: 4, random });
    const expected = expectedPairs(countsOf(selection, 16)).pairs;
    const { lift, residual } = coActivation(pairsOf(selection, 16), expected);
    // draws without replacement by Gumbel's trick are near the distribution of largest entropy, not the same
    const residuals = [...residual.values].filter((value) => !Number.isNaN(value));
    expect(residuals).toHaveLength(16 * 15);
    expect(Math.max(...residuals.map(Math.abs))).toBeLessThan(4);

    const paired = selectionOf(
      Array.from({ length: 4000 }, () => {
        const [a, b] = [random.below(8), random.below(8)];
        return a === b ? [2 * a, 2 * a + 1] : [2 * a, 2 * b];
      }),
      2,
    );
    const attract = coActivation(pairsOf(paired, 16), expectedPairs(countsOf(paired, 16)).pairs);
    expect(attract.lift.values[1]).toBeGreaterThan(3);
    expect(attract.residual.values[1]).toBeGreaterThan(5);
    expect(lift.values[0]).toBeNaN();
  });

  it('of a top-32 router of 512 experts have its loads', () => {
    const random = seededRandom(5);
    const bias = Array.from({ length: 512 }, () => 2 * random.normal());
    const counts = countsOf(randomSelection(300, { bias, topK: 32, random }), 512);
    const { pairs, residual } = expectedPairs(counts);
    expect(residual).toBeLessThan(1e-10);
    rowSums(pairs).forEach((partners, i) => expect(partners).toBeCloseTo(32 * counts.choices[i]!, 6));
  });
});

describe('observed pairs', () => {
  it('are all pairs, not neighbours in the list', () => {
    const pairs = pairsOf(
      selectionOf(
        [
          [2, 0, 1],
          [1, 2],
        ],
        3,
      ),
      3,
    );
    expect(toRows(pairs)).toEqual([
      [1, 1, 1],
      [1, 2, 2],
      [1, 2, 2],
    ]);
    expectClose(conditionalShares(pairs).values, [1, 1, 1, 0.5, 1, 1, 0.5, 1, 1]);
  });

  it('pass over padding, foreign ids and repetitions', () => {
    const pairs = pairsOf({ tokens: 2, slots: 3, experts: Int32Array.of(0, -1, 255, 1, 1, 0) }, 2);
    expect(toRows(pairs)).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(conditionalShares(emptyPairs(1)).values[0]).toBeNaN();
  });
});
