import { describe, expect, it } from 'vitest';
import { partOf, randomSelection } from '../../../testing/random-selection.ts';
import { expectClose } from '../../../testing/expect-close.ts';
import { toRows } from '../../../testing/routing-vectors.ts';
import golden from '../golden/routing.json' with { type: 'json' };
import { seededRandom } from '../../random.ts';
import { matrixOf, zeroMatrix } from '../matrix.ts';
import { firstChoices, selectionOf } from '../selection.ts';
import { classesOfGroups, countClasses, emptyClassCounts, mergeClassCounts } from './class-counts.ts';
import { mutualInformation } from './mutual-information.ts';
import { domainLift, domainShares, strongestDomain } from './specialisation.ts';

describe('class counts', () => {
  const selection = selectionOf([[0, 1], [0, 2], [1], [2, 0]]);

  it('count every choice by class, or the first alone', () => {
    const counts = emptyClassCounts(3, 2);
    countClasses(counts, selection, [0, 1, 1, -1]);
    expect(toRows(counts.choices)).toEqual([
      [1, 1],
      [1, 1],
      [0, 1],
    ]);
    expect([...counts.tokens]).toEqual([1, 2]);
    const first = emptyClassCounts(3, 2);
    countClasses(first, firstChoices(selection), [0, 1, 1, 0]);
    expect([...first.choices.values]).toEqual([1, 1, 0, 1, 1, 0]);
  });

  it('of parts add up to those of the whole', () => {
    const random = seededRandom(6);
    const all = randomSelection(90, { bias: [0, 1, 0, 2], topK: 2, random });
    const labels = Int32Array.from({ length: 90 }, () => random.below(3));
    const countsOf = (start: number, end: number) => {
      const counts = emptyClassCounts(4, 3);
      countClasses(counts, partOf(all, start, end), labels.subarray(start, end));
      return counts;
    };
    expect(mergeClassCounts(countsOf(40, 90), countsOf(0, 40))).toEqual(countsOf(0, 90));
  });

  it('are made of groups that have one class each', () => {
    const groups = {
      choices: matrixOf([
        [2, 0],
        [1, 1],
        [0, 3],
      ]),
      tokens: Float64Array.of(2, 2, 3),
    };
    const counts = classesOfGroups(groups, { classes: 2, labels: [0, 1, 1] });
    expect(toRows(counts.choices)).toEqual([
      [2, 1],
      [0, 4],
    ]);
    expect([...counts.tokens]).toEqual([2, 5]);
  });
});

describe('domain specialisation', () => {
  const counts = {
    choices: matrixOf([
      [8, 1],
      [2, 4],
      [10, 5],
    ]),
    tokens: Float64Array.of(10, 5),
  };

  it('is the share of a domain’s tokens that choose an expert; shares of a domain sum to k', () => {
    expectClose(domainShares(counts).values, [0.8, 0.2, 0.2, 0.8, 1, 1]);
    expectClose(strongestDomain(counts), [0.8, 0.8, 1]);
  });

  it('beside the expert’s share of everything', () => {
    expectClose(domainLift(counts).values, [0.8 / 0.6, 0.2 / 0.6, 0.2 / 0.4, 0.8 / 0.4, 1, 1]);
  });

  it('of a domain without tokens is unknown', () => {
    const empty = { choices: zeroMatrix(1, 2), tokens: Float64Array.of(0, 3) };
    expect([...domainShares(empty).values]).toEqual([NaN, 0]);
  });
});

describe('mutual information', () => {
  it('has the published digits', () => {
    const joint = emptyClassCounts(3, 3);
    const experts = [0, 0, 1, 1, 2, 2, 0, 1].map((expert) => [expert]);
    countClasses(joint, selectionOf(experts), [0, 0, 1, 1, 2, 1, 0, 1]);
    expect(mutualInformation(joint.choices).bits).toBeCloseTo(1.155639, 6);
  });

  it('agrees with SciPy', () => {
    const { joint, bits, correctedBits, normalised, purity } = golden.information;
    const found = mutualInformation(matrixOf(joint));
    expect(found.bits).toBeCloseTo(bits, 10);
    expect(found.correctedBits).toBeCloseTo(correctedBits, 10);
    expect(found.normalised).toBeCloseTo(normalised, 10);
    expect(found.purity).toBeCloseTo(purity, 10);
  });

  it('reaches min(log₂ E, log₂ C) where the expert is the class, and 0 where it tells nothing', () => {
    const same = matrixOf([
      [5, 0, 0],
      [0, 5, 0],
      [0, 0, 5],
    ]);
    expect(mutualInformation(same)).toMatchObject({ normalised: 1, purity: 1, count: 15 });
    expect(mutualInformation(same).bits).toBeCloseTo(Math.log2(3), 12);
    const apart = mutualInformation(
      matrixOf([
        [2, 4],
        [3, 6],
      ]),
    );
    expect(apart.bits).toBeCloseTo(0, 12);
    expect(apart.purity).toBeCloseTo(10 / 15, 12);
    expect(mutualInformation(matrixOf([[3, 4]]))).toMatchObject({ bits: 0, normalised: 0 });
  });

  it('of few independent counts is too high, and corrected is not', () => {
    const random = seededRandom(12);
    const samples = Array.from({ length: 400 }, () => {
      const joint = zeroMatrix(4, 4);
      for (let i = 0; i < 120; i++) joint.values[random.below(16)]!++;
      return mutualInformation(joint);
    });
    const mean = (of: 'bits' | 'correctedBits') => samples.reduce((sum, sample) => sum + sample[of], 0) / 400;
    // (E − 1)(C − 1)/(2n ln 2)
    expect(mean('bits')).toBeCloseTo(9 / (240 * Math.LN2), 2);
    expect(Math.abs(mean('correctedBits'))).toBeLessThan(0.005);
  });

  it('of nothing is unknown', () => {
    const { bits, correctedBits, normalised, purity } = mutualInformation(zeroMatrix(2, 2));
    expect([bits, correctedBits, normalised, purity]).toEqual([NaN, NaN, NaN, NaN]);
  });
});
