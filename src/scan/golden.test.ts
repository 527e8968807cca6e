/** The whole way from bytes to measures, compared with NumPy's own abs, sort and cumsum (scripts/goldens/sketch.py). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dtype } from '../core/dtype.ts';
import {
  curveOf,
  magnitudeAt,
  populationOf,
  rankOfMagnitude,
  shareAt,
  type Curve,
} from '../core/sketch/curve.ts';
import {
  aimer,
  gini,
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
} from '../core/sketch/measures.ts';
import type { Sketch } from '../core/sketch/sketch.ts';
import type { Totals } from '../core/sketch/totals.ts';
import { encodeWeights, goldenWeights } from '../testing/golden-weights.ts';
import { tallyFor } from './tallies/index.ts';

interface Golden {
  readonly weights: number;
  readonly kept: readonly number[];
  readonly shares: readonly number[];
  readonly cases: readonly GoldenCase[];
}

interface GoldenCase {
  readonly distribution: string;
  readonly seed: number;
  readonly totals: Totals;
  /** Absent if no weight is finite and not zero. */
  readonly all?: Expected;
  /** Absent if the same as `all`. */
  readonly nonzero?: Expected;
  readonly magnitudes?: readonly number[];
  readonly tail?: number;
  /** Threshold, weights at least as large, their share of the mass. */
  readonly edges?: readonly (readonly [number, number, number])[];
}

type Expected = Record<'mass' | 'energy', ExpectedCurve> & ExpectedMeasures;

type ExpectedMeasures = Record<keyof typeof measures, number>;

interface ExpectedCurve {
  readonly shares: readonly number[];
  readonly keptFor: readonly number[];
  readonly knee: readonly [number, number];
  readonly plateau: readonly [number, number];
  readonly initialSlope: number;
}

const measures = { gini, hoyer, aimer, participationL1, participationL2, outlierRatio, meanMagnitude };
const populations = ['all', 'nonzero'] as const;
const quantities = ['mass', 'energy'] as const;

function goldenOf(dtype: Dtype): Golden {
  const url = new URL(`../core/sketch/golden/${dtype.toLowerCase()}.json`, import.meta.url);
  return JSON.parse(readFileSync(fileURLToPath(url), 'utf8')) as Golden;
}

/** What the product makes of the weights: the compact sketch of a part, and the full table of its class. */
function sketchesOf(dtype: Dtype, golden: Golden, { distribution, seed }: GoldenCase) {
  const weights = goldenWeights(distribution, { weights: golden.weights, seed });
  const tally = tallyFor(dtype)!;
  const table = tally.newTable();
  tally.add(encodeWeights(weights, dtype), 0, weights.length);
  const compact = tally.take(table);
  const full: Sketch = { totals: compact.totals, levels: table.levels() };
  return { compact, full };
}

/** The largest difference of each kind between a curve and what NumPy says. */
function differences(curve: Curve, golden: Golden, { all, nonzero }: GoldenCase) {
  const worst = { share: 0, kept: 0, knee: 0, measure: 0 };
  const note = (kind: keyof typeof worst, actual: number, expected: number) => {
    worst[kind] = Math.max(worst[kind], Math.abs(actual - expected));
  };
  for (const population of populations) {
    const expected = (population === 'nonzero' ? nonzero : all) ?? all!;
    const n = populationOf(curve, population);
    for (const quantity of quantities) {
      const on = { quantity, population };
      const curveExpected = expected[quantity];
      golden.kept.forEach((kept, i) =>
        note('share', shareAt(curve, kept * n, quantity), curveExpected.shares[i]!),
      );
      note('share', initialSlope(curve, on) / 100, curveExpected.initialSlope / 100);
      golden.shares.forEach((share, i) =>
        note('kept', keptFractionFor(curve, share, on), curveExpected.keptFor[i]!),
      );
      for (const [point, [kept, share]] of [
        [knee(curve, on), curveExpected.knee],
        [plateau(curve, on), curveExpected.plateau],
      ] as const) {
        note('knee', point.keptFraction, kept);
        note('knee', quantity === 'mass' ? point.massFraction : point.energyFraction, share);
      }
    }
    for (const [name, measure] of Object.entries(measures)) {
      const value = expected[name as keyof typeof measures];
      note('measure', measure(curve, population) / Math.max(1, value), value / Math.max(1, value));
    }
  }
  return worst;
}

function expectEdges(curve: Curve, { edges }: GoldenCase): void {
  for (const [threshold, rank, share] of edges!) {
    expect(Math.abs(rankOfMagnitude(curve, threshold) - rank)).toBeLessThan(1e-6);
    expect(Math.abs(shareAt(curve, rank) - share)).toBeLessThan(1e-11);
  }
}

function expectTotals(totals: Totals, expected: Totals): void {
  const { l1, sumSquares, ...counts } = totals;
  const { l1: goldenL1, sumSquares: goldenSquares, ...goldenCounts } = expected;
  expect({ ...counts, maxAbs: Number(counts.maxAbs.toPrecision(13)) }).toEqual({
    ...goldenCounts,
    maxAbs: Number(goldenCounts.maxAbs.toPrecision(13)),
  });
  expect(Math.abs(l1 - goldenL1)).toBeLessThanOrEqual(1e-12 * goldenL1);
  expect(Math.abs(sumSquares - goldenSquares)).toBeLessThanOrEqual(1e-12 * goldenSquares);
}

/** Every level is a single magnitude: all agrees to rounding. */
function expectExact(curve: Curve, golden: Golden, expected: GoldenCase): void {
  expect(curve.errorBound).toBe(0);
  const { share, kept, knee: kneeError, measure } = differences(curve, golden, expected);
  expect(Math.max(share, kept, kneeError, measure)).toBeLessThan(1e-11);
  expect(Math.abs(tail(curve, 'mass').share - expected.tail!)).toBeLessThan(1e-12);
  golden.kept.forEach((fraction, i) => {
    const magnitude = magnitudeAt(curve, fraction * curve.nonZero);
    expect(Math.abs(magnitude / expected.magnitudes![i]! - 1)).toBeLessThan(1e-12);
  });
  expectEdges(curve, expected);
}

/** Bins: exact at their edges, within the stated bound of mass between, and within these limits throughout. */
function expectBinned(
  curve: Curve,
  { golden, expected, limits }: { golden: Golden; expected: GoldenCase; limits: typeof fullLimits },
): void {
  const worst = differences(curve, golden, expected);
  for (const kind of ['share', 'kept', 'knee', 'measure'] as const) {
    expect(worst[kind]).toBeLessThan(limits[kind]);
  }
  golden.kept.forEach((fraction, i) => {
    const magnitude = expected.magnitudes![i]!;
    const difference = Math.abs(magnitudeAt(curve, fraction * curve.nonZero) - magnitude);
    // all below 2^-126 share a bin
    expect(difference).toBeLessThan(limits.magnitude * Math.max(magnitude, 2 ** -125));
    const error = shareAt(curve, fraction * curve.finite) - expected.all!.mass.shares[i]!;
    expect(Math.abs(error)).toBeLessThanOrEqual(curve.errorBound + 1e-12);
  });
  expectEdges(curve, expected);
}

const fullLimits = { share: 1e-5, kept: 1e-5, knee: 1e-3, measure: 1e-5, magnitude: 1 / 128 };
const compactLimits = { share: 1e-3, kept: 2e-3, knee: 5e-3, measure: 1e-3, magnitude: 1 / 8 };

describe.each(['F64', 'F32', 'F16', 'BF16', 'F8_E4M3'] as const)('%s weights', (dtype) => {
  const golden = goldenOf(dtype);
  const isCoded = dtype !== 'F64' && dtype !== 'F32';

  it.each(golden.cases)('$distribution', (expected) => {
    const { compact, full } = sketchesOf(dtype, golden, expected);
    expectTotals(compact.totals, expected.totals);
    if (expected.all === undefined) {
      expect(compact.levels.mean.length + full.levels.mean.length).toBe(0);
      return;
    }
    if (isCoded) expectExact(curveOf(full), golden, expected);
    else expectBinned(curveOf(full), { golden, expected, limits: fullLimits });
    if (compact.levels.binsPerOctave === null) expectExact(curveOf(compact), golden, expected);
    else expectBinned(curveOf(compact), { golden, expected, limits: compactLimits });
  });

  it('of few distinct magnitudes keep them all', () => {
    for (const expected of golden.cases.filter(({ distribution }) => /grid|values/.test(distribution))) {
      expect(sketchesOf(dtype, golden, expected).compact.levels.binsPerOctave).toBe(null);
    }
  });
});
