import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countsByClass,
  divideClasses,
  holdBack,
  holdBackSome,
  shareOfClasses,
  stratifiedShare,
} from './shares.ts';

const labelled = fc
  .array(fc.nat(6), { minLength: 1, maxLength: 200 })
  .map((labels) => Uint8Array.from(labels));

function pick(labels: Uint8Array, samples: Uint32Array): Uint8Array {
  return Uint8Array.from(samples, (sample) => labels[sample]!);
}

describe('a stratified share', () => {
  it('has every class in its proportion, to the nearest whole sample', () => {
    fc.assert(
      fc.property(labelled, fc.nat(220), fc.nat(100), (labels, size, seed) => {
        const share = stratifiedShare(labels, { size, seed });
        expect(share).toHaveLength(Math.min(size, labels.length));
        const [all, chosen] = [countsByClass(labels, 7), countsByClass(pick(labels, share), 7)];
        chosen.forEach((count, label) => {
          expect(Math.abs(count - (all[label]! * share.length) / labels.length)).toBeLessThan(1);
        });
      }),
      { seed: 1 },
    );
  });

  it('lists samples once, rising, and the same ones for the same seed', () => {
    const labels = Uint8Array.from({ length: 100 }, (_, i) => i % 3);
    const share = stratifiedShare(labels, { size: 30, seed: 7 });
    expect([...new Set(share)]).toEqual([...share].sort((a, b) => a - b));
    expect(stratifiedShare(labels, { size: 30, seed: 7 })).toEqual(share);
    expect(stratifiedShare(labels, { size: 30, seed: 8 })).not.toEqual(share);
  });

  it('chooses among some samples only, if told so', () => {
    const labels = Uint8Array.from({ length: 60 }, (_, i) => i % 2);
    const within = Uint32Array.from({ length: 20 }, (_, i) => 3 * i);
    const share = stratifiedShare(labels, { size: 10, seed: 1, within });
    expect([...share].every((sample) => within.includes(sample))).toBe(true);
    expect([...countsByClass(pick(labels, share), 2)]).toEqual([5, 5]);
  });
});

describe('holding back', () => {
  it('parts the samples in two', () => {
    fc.assert(
      fc.property(labelled, fc.nat(100), (labels, size) => {
        const { kept, heldBack } = holdBack(labels, { size, seed: 3 });
        expect([...kept, ...heldBack].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      }),
      { seed: 2 },
    );
  });

  it('leaves every class a sample to train on', () => {
    fc.assert(
      fc.property(labelled, (labels) => {
        const { kept } = holdBackSome(labels, { size: labels.length, seed: 3 });
        expect(new Set(pick(labels, kept))).toEqual(new Set(labels));
      }),
      { seed: 3 },
    );
  });
});

describe('shares of classes', () => {
  it('hold the samples of those classes', () => {
    expect([...shareOfClasses(Uint8Array.of(0, 1, 2, 1, 0, 2), [1, 2])]).toEqual([1, 2, 3, 5]);
  });

  it.each([
    [
      10,
      5,
      [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
      ],
    ],
    [
      10,
      3,
      [
        [0, 1, 2],
        [3, 4, 5, 6],
        [7, 8, 9],
      ],
    ],
    [2, 5, [[0], [1], [0], [1], [0]]],
  ])('divide %d classes among %d experts', (classCount, parts, expected) => {
    expect(divideClasses(classCount, { parts, seed: null })).toEqual(expected);
  });

  it('are shuffled by a seed, and still hold each class once', () => {
    const shares = divideClasses(10, { parts: 5, seed: 3 });
    expect(shares.flat()).not.toEqual([...Array(10).keys()]);
    expect(shares.flat().sort((a, b) => a - b)).toEqual([...Array(10).keys()]);
  });
});
