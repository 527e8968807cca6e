import { describe, expect, it } from 'vitest';
import { expectClose } from '../../../testing/expect-close.ts';
import { goldenLosses, goldenProbabilities } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { softmaxRows } from '../logits.ts';
import { matrixOf, rowSums, zeroMatrix } from '../matrix.ts';
import {
  competitiveLoss,
  cooperativeLoss,
  crossEntropies,
  expectedLoss,
  mixture,
  preSoftmaxLoss,
  responsibilities,
} from './mixture-losses.ts';

const { losses } = golden;
const probabilities = softmaxRows(matrixOf(losses.logits));
const expertLosses = matrixOf(losses.expertLosses);

describe('losses of the original mixture', () => {
  it('have the published digits', () => {
    expect(expectedLoss(goldenProbabilities, goldenLosses)).toBeCloseTo(0.575234, 6);
    expect(competitiveLoss(goldenProbabilities, goldenLosses)).toBeCloseTo(0.242832, 6);
    expect(competitiveLoss(goldenProbabilities, goldenLosses, 1)).toBeCloseTo(0.424467, 6);
  });

  it('agree with NumPy', () => {
    expect(expectedLoss(probabilities, expertLosses)).toBeCloseTo(losses.expected, 10);
    expect(competitiveLoss(probabilities, expertLosses)).toBeCloseTo(losses.competitive, 10);
    expect(competitiveLoss(probabilities, expertLosses, 1)).toBeCloseTo(losses.likelihood, 10);
    expectClose(responsibilities(probabilities, expertLosses).values, losses.responsibilities.flat());
    const outputs = losses.outputs.map(matrixOf);
    const labels = Int32Array.from(losses.labels);
    expect(cooperativeLoss(probabilities, { outputs, targets: matrixOf(losses.targets) })).toBeCloseTo(
      losses.cooperative,
      10,
    );
    expect(preSoftmaxLoss(probabilities, { logits: outputs, labels })).toBeCloseTo(losses.preSoftmax, 10);
  });

  it('of a single expert are the losses of that expert', () => {
    const [sure, loss] = [matrixOf([[1], [1]]), matrixOf([[0.3], [0.7]])];
    expect(expectedLoss(sure, loss)).toBeCloseTo(0.5, 12);
    expect(competitiveLoss(sure, loss)).toBeCloseTo(0.25, 12);
    expect(competitiveLoss(sure, loss, 1)).toBeCloseTo(0.5, 12);
  });

  it('are in order: the likelihood never exceeds the expectation (Jensen)', () => {
    expect(competitiveLoss(probabilities, expertLosses, 1)).toBeLessThan(
      expectedLoss(probabilities, expertLosses),
    );
  });

  it('give responsibility to the expert that fits, and none to one without a gate', () => {
    const shares = responsibilities(matrixOf([[0.5, 0.5, 0]]), matrixOf([[0, 100, 0]]));
    expectClose(shares.values, [1, 0, 0]);
    expectClose(rowSums(responsibilities(goldenProbabilities, goldenLosses)), [1, 1, 1, 1]);
  });

  it('survive losses whose likelihood underflows', () => {
    expect(competitiveLoss(matrixOf([[0.5, 0.5]]), matrixOf([[4000, 4000]]))).toBeCloseTo(2000, 9);
  });

  it('are NaN of no tokens', () => {
    expect(expectedLoss(zeroMatrix(0, 2), zeroMatrix(0, 2))).toBeNaN();
    expect(competitiveLoss(zeroMatrix(0, 2), zeroMatrix(0, 2))).toBeNaN();
  });
});

describe('a mixture', () => {
  it('adds outputs by their gates', () => {
    const outputs = [matrixOf([[1, 0]]), matrixOf([[0, 2]])];
    expectClose(mixture(matrixOf([[0.25, 0.75]]), outputs).values, [0.25, 1.5]);
    expect(() => mixture(matrixOf([[1, 0]]), [matrixOf([[1]]), matrixOf([[1, 2]])])).toThrow('shapes differ');
  });

  it('cross-entropy is −log of the label’s probability', () => {
    expectClose(crossEntropies(matrixOf([[0, Math.log(3)]]), Int32Array.of(1)), [-Math.log(0.75)]);
  });
});
