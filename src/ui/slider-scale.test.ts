import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, logScale, type SliderScale } from './slider-scale.ts';

const seed = 20_260_119;

describe('linearScale', () => {
  const scale = linearScale({ min: 0, max: 1, step: 0.1 });

  it('writes steps without the noise of binary fractions', () => {
    expect(Array.from({ length: 11 }, (_, position) => scale.toValue(position))).toEqual([
      0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
    ]);
  });

  it('takes the nearest position, and the ends for what lies outside', () => {
    expect(scale.toPosition(0.34)).toBe(3);
    expect(scale.toPosition(-4)).toBe(0);
    expect(scale.toPosition(4)).toBe(10);
    expect(scale.toPosition(Number.NaN)).toBe(0);
  });
});

describe('logScale', () => {
  const scale = logScale({ min: 1e-6, max: 1, stepsPerDecade: 20 });

  it('has equal steps in each decade', () => {
    expect(scale.positions).toBe(120);
    expect(scale.toValue(60)).toBe(0.001);
    expect(scale.toPosition(0.1)).toBe(100);
  });

  it('reaches both ends exactly', () => {
    const odd = logScale({ min: 0.000_123_45, max: 7.654_321 });
    expect([odd.toValue(0), odd.toValue(odd.positions)]).toEqual([0.000_123_45, 7.654_321]);
  });

  it('puts zero and negative values at its lower end', () => {
    expect(scale.toPosition(0)).toBe(0);
    expect(scale.toPosition(-1)).toBe(0);
  });
});

const scales: [string, SliderScale][] = [
  ['linear', linearScale({ min: -3, max: 12, step: 0.25 })],
  ['logarithmic', logScale({ min: 1e-7, max: 40 })],
];
describe.each(scales)('any %s scale', (_, scale) => {
  it('comes back to the position whose value it was given, and never falls', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: scale.positions - 1 }), (position) => {
        expect(scale.toPosition(scale.toValue(position))).toBe(position);
        expect(scale.toValue(position + 1)).toBeGreaterThan(scale.toValue(position));
      }),
      { seed },
    );
  });
});
