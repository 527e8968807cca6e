import { describe, expect, it } from 'vitest';
import { sketchOf } from '../../testing/sketch-of.ts';
import { seededRandom, type Random } from '../random.ts';
import { curveOf, type Curve } from './curve.ts';
import { aimer, gini, hoyer, keptFractionFor, knee, participationL1, participationL2 } from './measures.ts';

const onMass = { quantity: 'mass', population: 'all' } as const;
const onEnergy = { quantity: 'energy', population: 'all' } as const;

/**
 * What random draws of well-known distributions show, to three digits; those of a million NumPy draws, and the closed
 * forms where there are any. Compact sketches of 8 bins an octave are what is measured here.
 */
describe('reference distributions', () => {
  const draw: Record<string, (random: Random) => number> = {
    Gaussian: (random) => random.normal(),
    uniform: (random) => 2 * random.uniform() - 1,
    Laplace: (random) => -Math.log(1 - random.uniform()),
    'Student t3': (random) => {
      const [z, a, b, c] = [random.normal(), random.normal(), random.normal(), random.normal()];
      return z / Math.sqrt((a * a + b * b + c * c) / 3);
    },
    lognormal: (random) => Math.exp(random.normal()),
    'half-pruned Gaussian': (random) => (random.uniform() < 0.5 ? 0 : random.normal()),
  };

  function curveOfDraws(name: string): Curve {
    const random = seededRandom(20_260_101);
    return curveOf(
      sketchOf(
        Array.from({ length: 100_000 }, () => draw[name]!(random)),
        8,
      ),
    );
  }

  it.each([
    ['Gaussian', [0.4142, 0.2023, 0.7979, 0.6366, 0.425, 0.7275]],
    ['uniform', [0.333, 0.134, 0.866, 0.75, 0.5, 0.75]],
    ['Laplace', [0.5, 0.293, 0.7071, 0.5, 0.368, 0.736]],
    ['lognormal', [0.52, 0.395, 0.606, 0.367, 0.309, 0.691]],
    ['half-pruned Gaussian', [0.707, 0.436, 0.565, 0.319, 0.345, 0.923]],
    // its fourth moment is infinite, so that all with squares in them settle slowly
    ['Student t3', [0.5, 0.363, 0.637, 0.406, 0.351, 0.712], 0.015],
  ] as const)('%s: Gini, Hoyer, AIMER, first effective fraction, knee', (name, expected, given?: number) => {
    const tolerance = given ?? 0.005;
    const curve = curveOfDraws(name);
    const at = knee(curve, onMass);
    const measured = [gini, hoyer, aimer, participationL1].map((measure) => measure(curve, 'all'));
    measured.push(at.keptFraction, at.massFraction);
    measured.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(tolerance));
  });

  it('Gaussian: kept fractions for shares of mass and energy, and the second effective fraction', () => {
    const curve = curveOfDraws('Gaussian');
    const kept = [
      ...[0.5, 0.8, 0.9, 0.95].map((share) => keptFractionFor(curve, share, onMass)),
      ...[0.9, 0.99].map((share) => keptFractionFor(curve, share, onEnergy)),
      participationL2(curve, 'all'),
    ];
    [0.239, 0.504, 0.646, 0.749, 0.445, 0.735, 1 / 3].forEach((value, i) => {
      expect(Math.abs(kept[i]! - value)).toBeLessThan(0.003);
    });
    // energy knee: z = 1 keeps 31.7 % of the weights and 80.1 % of the energy
    const at = knee(curve, onEnergy);
    expect(at.keptFraction).toBeCloseTo(0.3173, 2);
    expect(at.energyFraction).toBeCloseTo(0.8013, 2);
  });
});
