import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { seededRandom, shuffledIndices, type Random } from '../random.ts';
import { bootstrapBand, type Band } from './bootstrap.ts';
import { cumulativeAt, curveOf, populationOf, shareAt } from './curve.ts';
import { mergeSketches, scaleSketch, type Sketch } from './sketch.ts';

const keptFractions = [0.02, 0.1, 0.3, 0.6];
const on = { seed: 5, keptFractions };

/** Weights of one tensor: scale, shape and share of zeros differ from tensor to tensor. */
function tensor(length: number, random: Random): number[] {
  const scale = Math.exp(0.4 * random.normal());
  const sparsity = 0.3 * random.uniform();
  const tail = random.uniform() < 0.3 ? 2 : 1;
  return Array.from({ length }, () =>
    random.uniform() < sparsity ? 0 : scale * random.normal() * Math.abs(random.normal()) ** (tail - 1),
  );
}

function isWithin(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}

/** Of many trials, how often the truth lies in the band, over all kept fractions: of shares and of plain sums. */
function coverage(
  trials: number,
  sample: (trial: number) => { whole: Sketch; clusters: Sketch[]; read: number },
) {
  let [share, sum, total] = [0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    const { whole, clusters, read } = sample(trial);
    const band = bootstrapBand(clusters, { ...on, fractionRead: read });
    const [truth, estimate] = [curveOf(whole), curveOf(mergeSketches(clusters))];
    // the estimate for each weight, times the weights of the whole
    const unit = (estimate.totalMass / estimate.finite) * truth.finite;
    keptFractions.forEach((kept, i) => {
      const rank = kept * populationOf(truth, 'all');
      if (isWithin(shareAt(truth, rank), band.low[i]!, band.high[i]!)) share++;
      if (isWithin(cumulativeAt(truth, rank) / unit, band.sumLow[i]!, band.sumHigh[i]!)) sum++;
      total++;
    });
  }
  return { share: share / total, sum: sum / total };
}

describe('the band covers the truth nine times in ten', () => {
  /** A population of tensors, some of them read in part. */
  function tensorsSampled(tensors: number, { read, length }: { read: number; length: number }) {
    return (trial: number) => {
      const random = seededRandom(1000 + trial);
      const all = Array.from({ length: tensors }, () => tensor(length, random));
      const chosen = Array.from(shuffledIndices(tensors, random).subarray(0, read), (t) => all[t]!);
      const clusters = chosen.map((values) => {
        const seen = values.slice(0, values.length / 2);
        return scaleSketch(sketchOf(seen, 8), values.length / seen.length);
      });
      return { whole: sketchOf(all.flat(), 8), clusters, read: read / 2 / tensors };
    };
  }

  it.each([
    ['few clusters of very many', 300, 30],
    ['more clusters than groups', 300, 130],
    ['nearly all clusters', 40, 36],
  ])('%s', (_, tensors, read) => {
    const covered = coverage(120, tensorsSampled(tensors, { read, length: 60 }));
    expect(covered.share).toBeGreaterThan(0.8);
    expect(covered.sum).toBeGreaterThan(0.8);
    expect(Math.min(covered.share, covered.sum)).toBeLessThan(0.985);
  });

  it('single weights of one tensor', () => {
    const covered = coverage(200, (trial) => {
      const random = seededRandom(9000 + trial);
      const values = tensor(8000, random);
      const seen = Array.from(shuffledIndices(8000, random).subarray(0, 800), (i) => values[i]!);
      return { whole: sketchOf(values, 8), clusters: [scaleSketch(sketchOf(seen, 8), 10)], read: 0.1 };
    });
    expect(Math.min(covered.share, covered.sum)).toBeGreaterThan(0.82);
    expect(Math.max(covered.share, covered.sum)).toBeLessThan(0.97);
  });
});

describe('bootstrapBand', () => {
  const random = seededRandom(3);
  const clusters = Array.from({ length: 50 }, () => scaleSketch(sketchOf(tensor(300, random), 8), 4));

  function widest({ low, high }: Band): number {
    return Math.max(...high.map((value, i) => value - low[i]!));
  }

  it('lies about the curve of what was seen, for every population and quantity', () => {
    const curve = curveOf(mergeSketches(clusters));
    for (const population of ['all', 'nonzero'] as const) {
      for (const quantity of ['mass', 'energy'] as const) {
        const band = bootstrapBand(clusters, { seed: 1, fractionRead: 0.25, population, quantity });
        expect(band.method).toBe('clusters');
        band.keptFraction.forEach((kept, i) => {
          const share = shareAt(curve, kept * populationOf(curve, population), quantity);
          expect(isWithin(share, band.low[i]! - 1e-4, band.high[i]! + 1e-4)).toBe(true);
        });
        expect(widest(band)).toBeGreaterThan(0.005);
        expect([band.low[0], band.high[0], band.sumLow[0], band.sumHigh[0]]).toEqual([0, 0, 0, 0]);
        expect([band.low.at(-1), band.high.at(-1)]).toEqual([1, 1]);
        expect(band.sumLow.at(-1)).toBeLessThan(1);
        expect(band.sumHigh.at(-1)).toBeGreaterThan(1);
      }
    }
  });

  it('closes as the rest is read', () => {
    const widths = [0, 0.5, 0.9, 1].map((fractionRead) =>
      widest(bootstrapBand(clusters, { ...on, fractionRead })),
    );
    expect(widths[1]! / widths[0]!).toBeCloseTo(Math.sqrt(0.5), 6);
    expect(widths[2]! / widths[0]!).toBeCloseTo(Math.sqrt(0.1), 6);
    expect(widths[3]).toBe(0);
  });

  it('narrows with the number of clusters', () => {
    const few = widest(bootstrapBand(clusters.slice(0, 10), { ...on, fractionRead: 0 }));
    expect(widest(bootstrapBand(clusters, { ...on, fractionRead: 0 }))).toBeLessThan(few);
  });

  it('is the same for the same seed, and another for another', () => {
    const band = bootstrapBand(clusters, { ...on, fractionRead: 0.1 });
    expect(bootstrapBand(clusters, { ...on, fractionRead: 0.1 })).toEqual(band);
    expect(bootstrapBand(clusters, { ...on, fractionRead: 0.1, seed: 6 })).not.toEqual(band);
  });

  it('says when there were too few clusters, and takes the smallest count for one weight if nothing is known', () => {
    const values = Array.from({ length: 500 }, () => random.normal());
    const few = [scaleSketch(sketchOf(values, 8), 20)];
    const told = bootstrapBand(few, { ...on, fractionRead: 1e-9 });
    const guessed = bootstrapBand(few, { ...on, fractionRead: 0 });
    expect([told.method, guessed.method]).toEqual(['weights', 'weights']);
    expect(widest(guessed)).toBeCloseTo(
      widest(bootstrapBand(few, { ...on, fractionRead: 1 / 20 })) / Math.sqrt(0.95),
      6,
    );
  });

  it.each([
    ['no clusters', []],
    ['a single zero', [sketchOf([0])]],
    ['zeros', Array.from({ length: 12 }, () => sketchOf([0, 0, NaN]))],
    ['sums that overflow', Array.from({ length: 12 }, () => sketchOf([1e308, 1e308], 8))],
  ])('is flat and finite for %s', (_, given: readonly Sketch[]) => {
    const band = bootstrapBand(given, { ...on, fractionRead: 0 });
    for (const column of [band.low, band.high, band.sumLow, band.sumHigh]) {
      expect([...column]).toEqual(keptFractions.map(() => 0));
    }
  });
});
