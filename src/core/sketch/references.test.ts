import { describe, expect, it } from 'vitest';
import { normalDensity } from './normal.ts';
import { references, traceReference, type ReferenceId } from './references.ts';

/** Density of |x| of each distribution, up to a constant, and where it ends or has nothing left. */
const densities: Record<ReferenceId, { density: (x: number) => number; end: number }> = {
  gaussian: { density: normalDensity, end: 14 },
  uniform: { density: () => 1, end: 1 },
  laplace: { density: (x) => Math.exp(-x), end: 60 },
  'truncated-normal': { density: normalDensity, end: 2 },
};

/** ∫ x^power · density over [from, to], by Simpson's rule. */
function moment(power: number, density: (x: number) => number, [from, to]: [number, number]): number {
  const steps = 4000;
  const h = (to - from) / steps;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const x = from + i * h;
    sum += (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * x ** power * density(x);
  }
  return (sum * h) / 3;
}

describe.each(references)('$name', (reference) => {
  const { density, end } = densities[reference.id];

  it('agrees with integration of its density', () => {
    const whole = [0, 1, 2].map((power) => moment(power, density, [0, end]));
    for (let i = 0; i <= 20; i++) {
      const z = (reference.reach * i) / 20;
      const above = [0, 1, 2].map((power, k) => moment(power, density, [z, end]) / whole[k]!);
      const { keptFraction, massFraction, energyFraction } = reference.at(z);
      [keptFraction, massFraction, energyFraction].forEach((value, k) => {
        expect(Math.abs(value - above[k]!)).toBeLessThan(1e-9);
      });
    }
  });

  it('is traced from the origin to (1, 1), rising and concave', () => {
    const points = traceReference(reference, 100);
    const [first, last] = [points[0]!, points.at(-1)!];
    expect(Math.max(first.keptFraction, first.massFraction, first.energyFraction)).toBeLessThan(1e-6);
    for (const value of Object.values(last)) expect(value).toBeCloseTo(1, 12);
    let slope = Infinity;
    for (let i = 1; i < points.length; i++) {
      const run = points[i]!.keptFraction - points[i - 1]!.keptFraction;
      expect(run).toBeGreaterThan(0);
      const next = (points[i]!.massFraction - points[i - 1]!.massFraction) / run;
      expect(next).toBeGreaterThan(0);
      expect(next).toBeLessThan(slope * (1 + 1e-6));
      slope = next;
    }
  });

  it('is fine enough near the origin for a logarithmic axis', () => {
    const kept = traceReference(reference).map(({ keptFraction }) => keptFraction);
    expect(kept[1]).toBeLessThan(1e-6);
    const steps = kept.slice(2).map((fraction, i) => Math.log10(fraction / kept[i + 1]!));
    expect(Math.max(...steps)).toBeLessThan(0.5);
  });
});

/** Gini, kept fraction and mass at the knee, as measured on a million draws of each. */
describe('known values', () => {
  /** Gini by the trapezoid rule, knee by the largest gap. */
  function gini(id: ReferenceId): number {
    const points = traceReference(
      references.find((reference) => reference.id === id)!,
      20_000,
    );
    let area = 0;
    for (let i = 1; i < points.length; i++) {
      const [a, b] = [points[i - 1]!, points[i]!];
      area += ((b.keptFraction - a.keptFraction) * (a.massFraction + b.massFraction)) / 2;
    }
    return 2 * area - 1;
  }

  function knee(id: ReferenceId): { keptFraction: number; massFraction: number } {
    const points = traceReference(
      references.find((reference) => reference.id === id)!,
      20_000,
    );
    return points.reduce((best, point) =>
      point.massFraction - point.keptFraction > best.massFraction - best.keptFraction ? point : best,
    );
  }

  it.each([
    ['gaussian', Math.SQRT2 - 1, 0.425, 0.728],
    ['uniform', 1 / 3, 0.5, 0.75],
    ['laplace', 0.5, 0.368, 0.736],
    ['truncated-normal', 0.392, 0.444, undefined],
  ] as const)('%s', (id, expectedGini, kept, mass) => {
    expect(Math.abs(gini(id) - expectedGini)).toBeLessThan(5e-4);
    expect(Math.abs(knee(id).keptFraction - kept)).toBeLessThan(1e-3);
    if (mass !== undefined) expect(Math.abs(knee(id).massFraction - mass)).toBeLessThan(1e-3);
  });

  it('the Gaussian’s knee is where |x| = √(2/π), and keeps exp(−1/π) of the mass', () => {
    const at = references[0].at(Math.sqrt(2 / Math.PI));
    expect(at.massFraction).toBeCloseTo(Math.exp(-1 / Math.PI), 14);
    expect(knee('gaussian').keptFraction).toBeCloseTo(at.keptFraction, 3);
  });
});
