import { describe, expect, it } from 'vitest';
import { normalCdf, normalDensity } from './normal.ts';

/** Φ(−z), by mpmath; both sides of 3, where the method changes. */
const upperTails = [
  [0, 0.5],
  [0.1, 0.460172162722971],
  [0.5, 0.3085375387259869],
  [1, 0.15865525393145705],
  [1.5, 0.06680720126885807],
  [2, 0.02275013194817921],
  [2.5, 0.006209665325776135],
  [2.999, 0.0013543365337271066],
  [3, 0.0013498980316300946],
  [3.001, 0.001345472825084966],
  [4, 3.1671241833119924e-5],
  [5, 2.866515718791939e-7],
  [6, 9.86587645037698e-10],
  [8, 6.220960574271784e-16],
  [12, 1.776482112077679e-33],
] as const;

describe('normalCdf', () => {
  it.each(upperTails)('agrees with tables to 1e-14 at ±%d', (z, tail) => {
    expect(Math.abs(normalCdf(-z) - tail)).toBeLessThan(1e-14);
    expect(Math.abs(normalCdf(z) - (1 - tail))).toBeLessThan(1e-14);
  });

  it('keeps the digits of a far tail', () => {
    for (const [z, tail] of upperTails.filter(([z]) => z > 3)) {
      expect(Math.abs(normalCdf(-z) / tail - 1)).toBeLessThan(1e-13);
    }
  });

  it('rises by the density', () => {
    const step = 1e-4;
    for (let z = -7; z <= 7; z += 0.37) {
      const slope = (normalCdf(z + step) - normalCdf(z - step)) / (2 * step);
      expect(Math.abs(slope - normalDensity(z))).toBeLessThan(1e-8);
    }
  });
});
