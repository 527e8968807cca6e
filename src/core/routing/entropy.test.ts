import { describe, expect, it } from 'vitest';
import { bitsOfNats, divergenceNats, entropyBits, entropyNats } from './entropy.ts';

const of = (...values: number[]) => Float64Array.from(values);

describe('entropy', () => {
  it('of equal weights is the logarithm of their number, whatever their sum', () => {
    expect(entropyBits(of(1, 1, 1, 1))).toBeCloseTo(2, 14);
    expect(entropyBits(of(0.3, 0.3))).toBeCloseTo(1, 14);
    expect(entropyNats(of(5, 5, 5))).toBeCloseTo(Math.log(3), 14);
    expect(bitsOfNats(Math.log(8))).toBeCloseTo(3, 14);
  });

  it('of one weight is 0, and zeros add nothing', () => {
    expect(entropyBits(of(7))).toBe(0);
    expect(entropyBits(of(0, 7, 0))).toBe(0);
    expect(entropyBits(of(0, 1, 0, 1))).toBeCloseTo(1, 14);
  });

  it('of nothing is unknown', () => {
    for (const nothing of [of(), of(0, 0), of(NaN, 1)]) expect(entropyBits(nothing)).toBeNaN();
  });
});

describe('divergence', () => {
  it('is 0 of equals, infinite where q has nothing, and not symmetric', () => {
    expect(divergenceNats(of(0.2, 0.8), of(0.2, 0.8))).toBe(0);
    expect(divergenceNats(of(0.5, 0.5), of(1, 0))).toBe(Infinity);
    expect(divergenceNats(of(1, 0), of(0.5, 0.5))).toBeCloseTo(Math.LN2, 14);
  });
});
