import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { matrixOf, rowOf } from '../routing/matrix.ts';
import { normalCdf } from '../sketch/normal.ts';
import { collectTrace } from './collector.ts';
import { rmsNormalised, tellProbes, tellVectors, type RouterWeights } from './estimate.ts';
import { normalProbes } from './normal-probes.ts';

function router(rows: readonly (readonly number[])[], changes: Partial<RouterWeights> = {}): RouterWeights {
  return {
    layer: 0,
    matrix: matrixOf(rows),
    bias: new Float64Array(rows.length),
    selectionBias: null,
    ...changes,
  };
}

function sharesOf(weights: RouterWeights, topK = 1): number[] {
  const collector = collectTrace({ name: 'test', corrects: () => true });
  tellProbes(collector, weights, { topK, probes: 20_000, random: seededRandom(1) });
  const { layers } = collector.finish();
  const { choices } = layers[0]!.counts;
  return Array.from(choices, (count) => count / 20_000);
}

describe('probes', () => {
  it('have the covariance of the rows, and repeat themselves by seed', () => {
    const weights = matrixOf([
      [1, 0, 2],
      [0, 1, 1],
      [1, 1, 3],
      [0, 0, 0],
    ]);
    const scores = normalProbes(weights, { count: 40_000, random: seededRandom(7) });
    for (let a = 0; a < 4; a++) {
      for (let b = 0; b < 4; b++) {
        let sum = 0;
        for (let t = 0; t < scores.rows; t++) sum += rowOf(scores, t)[a]! * rowOf(scores, t)[b]!;
        const expected = rowOf(weights, a).reduce((total, x, i) => total + x * rowOf(weights, b)[i]!, 0);
        expect(sum / scores.rows).toBeCloseTo(expected, 0);
        expect(Math.abs(sum / scores.rows - expected)).toBeLessThan(0.15);
      }
    }
    // the third row is the sum of the others: what they determine has no noise of its own
    const [x, y, z] = rowOf(scores, 5);
    expect(z).toBeCloseTo(x! + y!, 9);
    expect(normalProbes(weights, { count: 3, random: seededRandom(7) }).values).toEqual(
      scores.values.subarray(0, 12),
    );
  });

  it('choose a longer row more often: the integral of φ(z) Φ(2z)² for one twice as long', () => {
    let expected = 0;
    const step = 0.001;
    for (let z = -8; z < 8; z += step) {
      expected += ((step * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI)) * normalCdf(2 * z) ** 2;
    }
    const shares = sharesOf(
      router([
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 2],
      ]),
    );
    expect(Math.abs(shares[2]! - expected)).toBeLessThan(0.01);
    expect(Math.abs(shares[0]! - (1 - expected) / 2)).toBeLessThan(0.01);
  });

  it('follow a bias, and a bias that only chooses', () => {
    const even = [
      [1, 0],
      [0, 1],
    ];
    expect(sharesOf(router(even))[0]).toBeCloseTo(0.5, 1);
    // P(x − y + 2 > 0) of x − y ~ N(0, 2)
    expect(sharesOf(router(even, { bias: Float64Array.of(2, 0) }))[0]).toBeCloseTo(normalCdf(Math.SQRT2), 1);
    expect(sharesOf(router(even, { selectionBias: Float64Array.of(2, 0) }))).toEqual([1, 0]);
  });

  it('of different layers have nothing to do with each other, so nothing flows between these', () => {
    const collector = collectTrace({ name: 'test', corrects: () => true });
    collector.describe({ areSameTokens: false });
    for (const layer of [0, 1]) {
      const weights = router(
        [
          [1, 0],
          [0, 1],
        ],
        { layer },
      );
      tellProbes(collector, weights, { topK: 1, probes: 50, random: seededRandom(layer) });
    }
    const { layers } = collector.finish();
    expect(layers.map(({ layer, flow }) => [layer, flow])).toEqual([
      [0, null],
      [1, null],
    ]);
  });
});

describe('vectors', () => {
  it('are scored by the router as they are', () => {
    const collector = collectTrace({ name: 'test', corrects: () => true });
    const vectors = rmsNormalised(
      matrixOf([
        [3, 4],
        [0, 2],
        [0, 0],
      ]),
    );
    expect([...rowOf(vectors, 0)]).toEqual([3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)]);
    expect([...rowOf(vectors, 2)]).toEqual([0, 0]);
    tellVectors(
      collector,
      router([
        [1, 0],
        [0, 1],
      ]),
      { vectors, topK: 1, tokenIds: Int32Array.of(5, 6, 7) },
    );
    const [layer] = collector.finish().layers;
    // ties go to the lower index
    expect([...layer!.counts.choices]).toEqual([1, 2]);
    expect(layer!.gates!.entropy.count).toBe(3);
  });
});
