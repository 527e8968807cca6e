import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.ts';
import { cumulative, sketchOf, sortedMagnitudes } from '../../testing/sketch-of.ts';
import { curveOf, populationOf, shareAt, type Curve, type Population } from './curve.ts';
import {
  aimer,
  belowCount,
  gini,
  hooverGap,
  hoyer,
  initialSlope,
  keptFractionFor,
  knee,
  meanMagnitude,
  outlierRatio,
  participationL1,
  participationL2,
  plateau,
  tail,
  tracePoints,
} from './measures.ts';
import { emptySketch } from './sketch.ts';

const populations = ['all', 'nonzero'] as const;
const massOf = (population: Population) => ({ quantity: 'mass', population }) as const;
const energyOf = (population: Population) => ({ quantity: 'energy', population }) as const;

describe('the golden vector 3, −1, .5, 0, −.5, 2, −.1, .9', () => {
  const curve = curveOf(sketchOf([3, -1, 0.5, 0, -0.5, 2, -0.1, 0.9]));

  it('has the published measures', () => {
    expect(curve.totals.l1).toBeCloseTo(8, 12);
    expect(Math.sqrt(curve.totals.sumSquares)).toBeCloseTo(3.914077, 6);
    expect(hoyer(curve, 'all')).toBeCloseTo(0.42907, 6);
    expect(gini(curve, 'all')).toBeCloseTo(0.50625, 6);
    expect(aimer(curve, 'all')).toBeCloseTo(0.722629, 6);
    expect(participationL1(curve, 'all')).toBeCloseTo(0.522193, 6);
    expect(participationL2(curve, 'all')).toBeCloseTo(0.296998, 6);
  });

  it('has the published curve', () => {
    const shares = [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => shareAt(curve, rank));
    [0.375, 0.625, 0.75, 0.8625, 0.925, 0.9875, 1, 1].forEach((share, i) => {
      expect(shares[i]).toBeCloseTo(share, 12);
    });
  });

  it('has its knee at the first of two equally good ranks, 2 and 3', () => {
    expect(knee(curve, massOf('all'))).toMatchObject({ keptFraction: 2 / 8, magnitude: 2 });
    expect(hooverGap(curve, 'all')).toBeCloseTo(0.375, 12);
  });

  it('has its plateau, tail and small weights where a person would count them', () => {
    // mean 1: only −.1 and 0 lie at or below a tenth of it
    expect(plateau(curve, massOf('all')).keptFraction).toBe(7 / 8);
    expect(plateau(curve, massOf('all'), 0.6).keptFraction).toBe(4 / 8);
    expect(tail(curve, 'mass').fromMagnitude).toBe(0.1);
    expect(tail(curve, 'mass').share).toBeCloseTo(0.07 / 8, 12);
    expect(belowCount(curve, 0.5)).toBe(2);
    expect(belowCount(curve, 0.51)).toBe(4);
    expect(belowCount(curve, 0)).toBe(0);
  });

  it('counts another population without its zero', () => {
    expect(meanMagnitude(curve, 'nonzero')).toBeCloseTo(8 / 7, 12);
    expect(outlierRatio(curve, 'nonzero')).toBeCloseTo(21 / 8, 12);
    expect(keptFractionFor(curve, 0.625, massOf('nonzero'))).toBeCloseTo(2 / 7, 12);
    expect(keptFractionFor(curve, 0.625, massOf('all'))).toBeCloseTo(2 / 8, 12);
  });
});

const weights = fc.array(
  fc.oneof(fc.double({ min: 1e-6, max: 8, noNaN: true }), fc.constantFrom(0, -0.25, 3, NaN, -Infinity)),
  { maxLength: 60 },
);
const runs = { seed: 41, numRuns: 300 };

describe('on any weights', () => {
  it('each measure is its textbook formula', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(...populations), (values, population) => {
        const curve = curveOf(sketchOf(values));
        const n = populationOf(curve, population);
        const falling = sortedMagnitudes(values);
        if (falling.length === 0) return;
        const rising = [...falling, ...new Array<number>(n - falling.length).fill(0)].reverse();
        const power = (k: number) => rising.reduce((sum, a) => sum + a ** k, 0);
        const ranked = rising.reduce((sum, a, i) => sum + (2 * (i + 1) - n - 1) * a, 0);
        expect(gini(curve, population)).toBeCloseTo(ranked / (n * power(1)), 10);
        expect(aimer(curve, population)).toBeCloseTo(power(1) / Math.sqrt(n * power(2)), 10);
        expect(participationL1(curve, population)).toBeCloseTo(power(1) ** 2 / (n * power(2)), 10);
        expect(participationL2(curve, population)).toBeCloseTo(power(2) ** 2 / (n * power(4)), 10);
        expect(outlierRatio(curve, population)).toBeCloseTo((n * falling[0]!) / power(1), 8);
        if (n > 1) {
          const ratio = power(1) / Math.sqrt(power(2));
          expect(hoyer(curve, population)).toBeCloseTo((Math.sqrt(n) - ratio) / (Math.sqrt(n) - 1), 10);
        }
        const mean = power(1) / n;
        const deviation = rising.reduce((sum, a) => sum + Math.abs(a - mean), 0);
        expect(hooverGap(curve, population)).toBeCloseTo(deviation / (2 * power(1)), 10);
      }),
      runs,
    );
  });

  it('the knee is the largest gap, the plateau where the slope ends, the kept fraction the least that will do', () => {
    fc.assert(
      fc.property(
        weights,
        fc.constantFrom(...populations),
        fc.constantFrom(1, 2),
        (values, population, power) => {
          const curve = curveOf(sketchOf(values));
          const n = populationOf(curve, population);
          const sums = cumulative(sortedMagnitudes(values), power === 1 ? 1 : 2);
          const total = sums.at(-1)!;
          if (total === 0) return;
          const on = { quantity: power === 1 ? 'mass' : 'energy', population } as const;
          const gapAt = (rank: number) => sums[Math.min(rank, sums.length - 1)]! / total - rank / n;
          const at = knee(curve, on);
          const rank = Math.round(at.keptFraction * n);
          const best = Math.max(...Array.from({ length: n + 1 }, (_, r) => gapAt(r)));
          expect(gapAt(rank)).toBeCloseTo(best, 10);
          const flat = Math.round(plateau(curve, on).keptFraction * n);
          const slopeAt = (r: number) => ((sums[r]! - sums[r - 1]!) / total) * n;
          if (flat > 0) expect(slopeAt(flat)).toBeGreaterThan(0.1 - 1e-9);
          if (flat < curve.nonZero) expect(slopeAt(flat + 1)).toBeLessThan(0.1 + 1e-9);
          const kept = keptFractionFor(curve, 0.9, on) * n;
          expect(sums[Math.ceil(kept - 1e-6)]! / total).toBeGreaterThanOrEqual(0.9 - 1e-9);
          expect(sums[Math.floor(kept - 1e-6)]! / total).toBeLessThan(0.9);
        },
      ),
      runs,
    );
  });

  it('scaling every weight changes the mean magnitude and nothing else', () => {
    fc.assert(
      fc.property(weights, fc.constantFrom(2 ** 100, 2 ** -100, 3.7e-9), (values, factor) => {
        const [one, other] = [values, values.map((w) => w * factor)].map((all) => curveOf(sketchOf(all)));
        const [a, b] = [everyMeasure(one!), everyMeasure(other!)];
        a.forEach((value, i) => expect(b[i]).toBeCloseTo(value, 6));
        expect(meanMagnitude(other!, 'all') / factor).toBeCloseTo(meanMagnitude(one!, 'all'), 10);
      }),
      runs,
    );
  });
});

/** Every scale-free measure of both populations. */
function everyMeasure(curve: Curve): number[] {
  return populations.flatMap((population) => [
    ...[gini, hoyer, aimer, participationL1, participationL2, outlierRatio, hooverGap].map((measure) =>
      measure(curve, population),
    ),
    ...[massOf(population), energyOf(population)].flatMap((on) => [
      initialSlope(curve, on),
      keptFractionFor(curve, 0.9, on),
      knee(curve, on).keptFraction,
      plateau(curve, on).keptFraction,
      tail(curve, on.quantity).share,
    ]),
  ]);
}

describe('on weights at the end of what doubles hold', () => {
  const many = (value: number) => new Array<number>(1000).fill(value);
  const cases: [string, number[]][] = [
    ['nothing', []],
    ['only zeros', [0, -0, 0]],
    ['nothing finite', [NaN, Infinity]],
    ['a single weight', [-0.3]],
    ['a single weight among zeros', [0, 0, 7]],
    ['equal weights', many(0.1)],
    ['equal weights of no round magnitude', many(1 / 3)],
    ['huge weights', [...many(1e308), 1]],
    ['weights whose squares overflow', [1e160, 2e160, 1]],
    ['tiny weights', [1e-160, 3e-160, 0]],
    ['the tiniest weights', [Number.MIN_VALUE, 2 * Number.MIN_VALUE]],
    ['both', [1e200, 1e-200]],
  ];
  it.each(cases)('%s: every measure is finite and within its range', (_, values) => {
    for (const binsPerOctave of [null, 8, 128]) {
      const curve = curveOf(sketchOf(values, binsPerOctave));
      for (const value of everyMeasure(curve)) expect(Number.isFinite(value)).toBe(true);
      for (const population of populations) {
        for (const measure of [gini, hoyer, aimer, participationL1, participationL2]) {
          expect(measure(curve, population)).toBeGreaterThanOrEqual(0);
          expect(measure(curve, population)).toBeLessThanOrEqual(1);
        }
        expect(Number.isFinite(meanMagnitude(curve, population))).toBe(true);
        const drawn = tracePoints(curve, { population }).flatMap((point) =>
          Object.values<number>({ ...point }),
        );
        expect(drawn.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('equal weights have no concentration at all', () => {
    const curve = curveOf(sketchOf(many(1 / 3)));
    expect(gini(curve, 'all')).toBeCloseTo(0, 12);
    expect(hoyer(curve, 'all')).toBeCloseTo(0, 12);
    expect(participationL2(curve, 'all')).toBeCloseTo(1, 12);
    expect(knee(curve, massOf('all')).keptFraction).toBe(0);
  });
});

describe('points for drawing', () => {
  it('rise from the origin to the end, at most as many as asked for', () => {
    fc.assert(
      fc.property(
        weights,
        fc.constantFrom(null, 8),
        fc.integer({ min: 10, max: 500 }),
        fc.constantFrom(...populations),
        (values, binsPerOctave, count, population) => {
          const curve = curveOf(sketchOf(values, binsPerOctave));
          const points = tracePoints(curve, { count, population });
          expect(points.length).toBeLessThanOrEqual(count);
          expect(points[0]).toMatchObject({ keptFraction: 0, massFraction: 0 });
          if (curve.nonZero > 0) expect(points.at(-1)).toMatchObject({ keptFraction: 1, massFraction: 1 });
          const steps = points.slice(1).map(({ keptFraction, massFraction }, i) => ({
            run: keptFraction - points[i]!.keptFraction,
            rise: massFraction - points[i]!.massFraction,
          }));
          expect(steps.every(({ run, rise }) => run > 0 && rise > -1e-14)).toBe(true);
        },
      ),
      runs,
    );
  });

  it('include every kink of a curve of few magnitudes', () => {
    const curve = curveOf(sketchOf([5, 5, 5, 2, 2, 1, 0, 0]));
    const kept = new Set(tracePoints(curve, { population: 'all' }).map((point) => point.keptFraction));
    for (const rank of [0, 3, 5, 6, 8]) expect(kept).toContain(rank / 8);
  });

  it('are dense near the origin', () => {
    const random = seededRandom(1);
    const curve = curveOf(
      sketchOf(
        Array.from({ length: 20_000 }, () => random.normal()),
        8,
      ),
    );
    const points = tracePoints(curve, { population: 'all' });
    expect(points.filter(({ keptFraction }) => keptFraction < 0.01).length).toBeGreaterThan(50);
  });

  it('of nothing are the origin alone', () => {
    expect(tracePoints(curveOf(emptySketch), { population: 'all' })).toEqual([
      { keptFraction: 0, massFraction: 0, energyFraction: 0, magnitude: 0 },
    ]);
  });
});
