import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { goldenProbabilities } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { softmaxRows } from '../logits.ts';
import { filledMatrix, matrixOf } from '../matrix.ts';
import { relativeDistances, sampleSimilarity, sampleSimilarityLoss } from './sample-similarity.ts';

const distances = relativeDistances(
  matrixOf([
    [0, 0],
    [0, 1],
    [3, 0],
    [3, 4],
  ]),
);

describe('sample similarity', () => {
  it('measures distances in units of the largest', () => {
    expect(distances.values.slice(0, 4)).toEqual(Float64Array.of(0, 0.2, 0.6, 1));
    expectClose(relativeDistances(filledMatrix(2, 3, 4)).values, [0, 0, 0, 0]);
  });

  it('has the published digits', () => {
    const { same, diff } = sampleSimilarity(goldenProbabilities, distances);
    expect(same).toBeCloseTo(0.436029, 6);
    expect(diff).toBeCloseTo(0.534821, 6);
  });

  it('agrees with the double sum over experts and samples', () => {
    const { logits, inputs, same, different } = golden.losses;
    const found = sampleSimilarity(softmaxRows(matrixOf(logits)), relativeDistances(matrixOf(inputs)));
    expect(found.same).toBeCloseTo(same, 10);
    expect(found.diff).toBeCloseTo(different, 10);
  });

  it('divides both terms by the pairs, or as published the second alone', () => {
    const weights = { distances, sameWeight: 0.26, differentWeight: 0.01 };
    const normalised = sampleSimilarityLoss(goldenProbabilities, weights);
    expect(normalised).toBeCloseTo((0.26 * 0.436029 - 0.01 * 0.534821) / 16, 8);
    const published = sampleSimilarityLoss(goldenProbabilities, {
      ...weights,
      sameWeight: 0.26 / 16,
      form: 'published',
    });
    expect(published).toBeCloseTo(normalised, 12);
  });

  it('is lowest where like samples share an expert', () => {
    const pairs = relativeDistances(matrixOf([[0], [0.1], [5], [5.1]]));
    const lossOf = (experts: readonly number[]) =>
      sampleSimilarityLoss(matrixOf(experts.map((expert) => [1 - expert, expert])), {
        distances: pairs,
        sameWeight: 1,
        differentWeight: 1,
      });
    expect(lossOf([0, 0, 1, 1])).toBeLessThan(lossOf([0, 1, 0, 1]));
    expect(lossOf([0, 0, 1, 1])).toBeLessThan(lossOf([0, 0, 0, 0]));
  });

  it('of one expert has no difference', () => {
    expect(sampleSimilarity(filledMatrix(4, 1, 1), distances).diff).toBe(0);
  });
});
