import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { normalMatrix } from '../../../testing/random-matrices.ts';
import { goldenProbabilities } from '../../../testing/routing-vectors.ts';
import { softmaxRows } from '../logits.ts';
import { filledMatrix, matrixOf, rowOf, type Matrix } from '../matrix.ts';
import {
  addGates,
  addSelectedEntropies,
  emptyGateSums,
  mergeGateSums,
  sampleEntropyBits,
  usageEntropyBits,
} from './gate-sums.ts';
import { addValue, emptyHistogram, histogramMean, histogramQuantile, mergeHistograms } from './histogram.ts';

function sumsOf(probabilities: Matrix) {
  const sums = emptyGateSums(probabilities.columns);
  addGates(sums, probabilities);
  return sums;
}

describe('gate sums', () => {
  it('have the published entropies', () => {
    const sums = sumsOf(goldenProbabilities);
    expect(sampleEntropyBits(sums)).toBeCloseTo(1.367729, 6);
    expect(usageEntropyBits(sums)).toBeCloseTo(1.878267, 6);
    expectClose(sums.importance, [1.275066, 1.408844, 0.905684, 0.410405], 6);
  });

  it('know the highest probability and its margin', () => {
    const sums = sumsOf(goldenProbabilities);
    const [highest, second] = [
      0.643914 + 0.288651 + 0.894543 + 0.537675,
      0.236883 + 0.261183 + 0.044537 + 0.326117,
    ];
    expect(sums.highest.sum).toBeCloseTo(highest, 5);
    expect(sums.margin.sum).toBeCloseTo(highest - second, 5);
  });

  it('reach their ends: an undecided gate, a decided one, a collapsed one', () => {
    const undecided = sumsOf(filledMatrix(5, 8, 1 / 8));
    expect([sampleEntropyBits(undecided), usageEntropyBits(undecided)]).toEqual([3, 3]);
    const decided = sumsOf(matrixOf([0, 1, 2, 3].map((i) => [0, 1, 2, 3].map((j) => Number(i === j)))));
    expect([sampleEntropyBits(decided), usageEntropyBits(decided)]).toEqual([0, 2]);
    const collapsed = sumsOf(
      matrixOf([
        [0, 1],
        [0, 1],
      ]),
    );
    expect([sampleEntropyBits(collapsed), usageEntropyBits(collapsed)]).toEqual([0, 0]);
    expect(histogramMean(sumsOf(matrixOf([[1]])).margin)).toBe(1);
  });

  it('leave out what has no distribution, and say how much', () => {
    const sums = sumsOf(
      matrixOf([
        [0.5, 0.5],
        [NaN, NaN],
      ]),
    );
    expect([sums.skipped, sums.entropy.count, sampleEntropyBits(sums)]).toEqual([1, 1, 1]);
    const nothing = emptyGateSums(4);
    expect([sampleEntropyBits(nothing), usageEntropyBits(nothing)]).toEqual([NaN, NaN]);
  });

  it('of parts add up to those of the whole', () => {
    const probabilities = softmaxRows(normalMatrix(50, 6, 3));
    const half = (start: number) =>
      sumsOf({ rows: 25, columns: 6, values: probabilities.values.slice(start * 6, (start + 25) * 6) });
    const [whole, merged] = [sumsOf(probabilities), mergeGateSums(half(0), half(25))];
    expectClose(merged.importance, whole.importance, 12);
    expect(merged.entropy.bins).toEqual(whole.entropy.bins);
    expect(merged.margin.sum).toBeCloseTo(whole.margin.sum, 12);
  });

  it('never find the usage less uncertain than the samples', () => {
    for (let seed = 0; seed < 20; seed++) {
      const sums = sumsOf(softmaxRows(normalMatrix(7, 5, seed)));
      expect(usageEntropyBits(sums)).toBeGreaterThan(sampleEntropyBits(sums));
    }
  });
});

describe('the entropy of selected weights', () => {
  it('is on a scale of its own, log₂ k', () => {
    const histogram = emptyHistogram(Math.log2(2));
    addSelectedEntropies(
      histogram,
      matrixOf([
        [0.3, 0.3],
        [0.2, 0],
        [0, 0],
      ]),
    );
    expect([histogram.count, histogram.sum]).toEqual([2, 1]);
    expect([histogram.bins[0], histogram.bins.at(-1)]).toEqual([1, 1]);
  });
});

describe('a histogram', () => {
  const values = [...rowOf(softmaxRows(normalMatrix(1, 2000, 2)), 0)].map((value) => value * 400);

  it('has the exact mean, and quantiles to a bin', () => {
    const histogram = emptyHistogram(8);
    for (const value of values) addValue(histogram, value);
    expect(histogramMean(histogram)).toBeCloseTo(0.2, 12);
    const rising = values.toSorted((a, b) => a - b);
    for (const fraction of [0.01, 0.25, 0.5, 0.9]) {
      const exact = rising[Math.floor(fraction * 2000)]!;
      expect(Math.abs(histogramQuantile(histogram, fraction) - exact)).toBeLessThan(8 / 128);
    }
  });

  it('keeps its ends', () => {
    const histogram = emptyHistogram(1, 4);
    for (const value of [-1e-17, 0, 1, 1 + 1e-15, NaN]) addValue(histogram, value);
    expect([...histogram.bins]).toEqual([2, 0, 0, 2]);
    expect([histogramQuantile(histogram, 0), histogramQuantile(histogram, 1)]).toEqual([0, 1]);
    const flat = emptyHistogram(0, 4);
    addValue(flat, 0);
    expect([...flat.bins]).toEqual([1, 0, 0, 0]);
    expect(histogramQuantile(emptyHistogram(1), 0.5)).toBeNaN();
    expect(() => mergeHistograms(histogram, emptyHistogram(2, 4))).toThrow('different bins');
  });
});
