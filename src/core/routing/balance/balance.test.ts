/** Balance losses beside their published digits, NumPy's, and the ends of their ranges. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLogits } from '../../../testing/random-matrices.ts';
import { expectClose } from '../../../testing/expect-close.ts';
import { goldenLogits, goldenProbabilities } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { softmaxRows } from '../logits.ts';
import { columnSums, filledMatrix, matrixOf, zeroMatrix } from '../matrix.ts';
import { routeTopK } from '../routers/top-k.ts';
import { loadOf } from '../selection.ts';
import { auxiliaryLoss, switchLoss } from './auxiliary.ts';
import { gateEntropyLoss, zLoss } from './logit-losses.ts';
import { squaredCv } from './squared-cv.ts';
import { uniformDivergence } from './uniform-divergence.ts';

const { losses } = golden;
const logits = matrixOf(losses.logits);
const probabilities = softmaxRows(logits);
const uniform = filledMatrix(6, 4, 0.25);
const collapsed = matrixOf(Array.from({ length: 6 }, () => [0, 1, 0, 0]));

describe('the squared coefficient of variation', () => {
  it('has the published digits', () => {
    const importance = columnSums(goldenProbabilities);
    expectClose(importance, [1.275066, 1.408844, 0.905684, 0.410405], 6);
    expect(squaredCv(importance)).toBeCloseTo(0.149833, 6);
    expect(squaredCv(importance, 'sample')).toBeCloseTo(0.199778, 6);
  });

  it('agrees with NumPy', () => {
    expect(squaredCv(columnSums(probabilities))).toBeCloseTo(losses.cvPopulation, 10);
    expect(squaredCv(columnSums(probabilities), 'sample')).toBeCloseTo(losses.cvSample, 10);
  });

  it('goes from 0 in balance to E − 1 at collapse onto one, and is unknown of nothing', () => {
    expect(squaredCv(columnSums(uniform))).toBe(0);
    expect(squaredCv(columnSums(collapsed))).toBeCloseTo(3, 12);
    expect(squaredCv(Float64Array.of(5), 'sample')).toBe(0);
    expect(squaredCv(new Float64Array(3))).toBeNaN();
  });
});

describe('the auxiliary loss', () => {
  it('has the published digits, and NumPy’s', () => {
    expect(switchLoss(goldenProbabilities)).toBeCloseTo(1.216165, 6);
    expect(switchLoss(probabilities)).toBeCloseTo(losses.switch, 10);
  });

  it('is 1 in balance and E at collapse', () => {
    expect(auxiliaryLoss(Float64Array.of(1, 0, 0, 5), uniform)).toBeCloseTo(1, 12);
    expect(switchLoss(collapsed)).toBeCloseTo(4, 12);
  });

  it('is no lower bound: load and probability can be opposed', () => {
    // the most probable expert of each token is hardly ahead, the others share the rest unevenly
    const opposed = matrixOf([
      [0.34, 0.33, 0.33],
      [0.34, 0.33, 0.33],
      [0, 0.5, 0.5],
    ]);
    expect(switchLoss(opposed)).toBeLessThan(1);
  });

  it('over all choices counts them in any unit', () => {
    const { selection } = routeTopK(goldenLogits, { topK: 2, gatesOver: 'all' });
    const load = loadOf(selection, 4);
    const shares = load.map((count) => count / 8);
    expect(auxiliaryLoss(load, goldenProbabilities)).toBeCloseTo(
      auxiliaryLoss(shares, goldenProbabilities),
      12,
    );
  });
});

describe('divergence from uniform', () => {
  it('has the published digits, the form as coded included', () => {
    expect(uniformDivergence(goldenProbabilities)).toBeCloseTo(0.084379, 6);
    expect(uniformDivergence(goldenProbabilities, 'reverse')).toBeCloseTo(0.100977, 6);
    expect(uniformDivergence(goldenProbabilities, 'batchmean')).toBeCloseTo(0.025244, 6);
  });

  it('agrees with SciPy', () => {
    expect(uniformDivergence(probabilities)).toBeCloseTo(losses.forward, 10);
    expect(uniformDivergence(probabilities, 'reverse')).toBeCloseTo(losses.reverse, 10);
    expect(uniformDivergence(probabilities, 'batchmean')).toBeCloseTo(losses.reverse / 8, 10);
  });

  it('is never negative; 0 in balance, log E at collapse', () => {
    expect(uniformDivergence(uniform)).toBeCloseTo(0, 14);
    expect(uniformDivergence(collapsed)).toBeCloseTo(Math.log(4), 12);
    expect(uniformDivergence(collapsed, 'reverse')).toBe(Infinity);
    fc.assert(
      fc.property(anyLogits, (any) => {
        fc.pre(any.rows > 0);
        for (const form of ['forward', 'reverse', 'batchmean'] as const) {
          expect(uniformDivergence(softmaxRows(any), form)).toBeGreaterThan(-1e-12);
        }
      }),
      { seed: 6 },
    );
  });
});

describe('losses of logits', () => {
  it('have the published digits, and NumPy’s', () => {
    expect(zLoss(goldenLogits)).toBeCloseTo(5.792138, 6);
    expect(zLoss(logits)).toBeCloseTo(losses.zLoss, 10);
    expect(gateEntropyLoss(goldenProbabilities) / Math.LN2).toBeCloseTo(1.367729, 6);
    expect(gateEntropyLoss(probabilities)).toBeCloseTo(losses.gateEntropy, 10);
  });

  it('know their ends: z = −log E costs nothing, a decided gate has no entropy', () => {
    expect(zLoss(filledMatrix(3, 5, -Math.log(5)))).toBeCloseTo(0, 12);
    expect(gateEntropyLoss(collapsed)).toBe(0);
    expect(gateEntropyLoss(uniform)).toBeCloseTo(Math.log(4), 12);
  });
});

describe('broken logits', () => {
  it('make every loss of probabilities NaN, as an empty batch does', () => {
    const broken = matrixOf([
      [1, NaN],
      [0, 1],
    ]);
    for (const p of [softmaxRows(broken), zeroMatrix(0, 2)]) {
      expect([switchLoss(p), uniformDivergence(p), gateEntropyLoss(p)]).toEqual([NaN, NaN, NaN]);
    }
    expect([zLoss(broken), zLoss(zeroMatrix(0, 2))]).toEqual([NaN, NaN]);
  });
});
