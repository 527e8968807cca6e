/** Sketches by the plainest means: sort, and walk. What the product's own are compared with. */
import { curveOf, shareAt } from '../core/sketch/curve.ts';
import { LevelsBuilder } from '../core/sketch/levels.ts';
import type { Sketch } from '../core/sketch/sketch.ts';
import { noTotals } from '../core/sketch/totals.ts';

/** Finite magnitudes that are not zero, largest first. */
export function sortedMagnitudes(values: readonly number[]): number[] {
  return values
    .map(Math.abs)
    .filter((a) => a > 0 && a < Infinity)
    .sort((a, b) => b - a);
}

/** Levels of one magnitude each, or of `binsPerOctave` bins. */
export function sketchOf(values: readonly number[], binsPerOctave: number | null = null): Sketch {
  const falling = sortedMagnitudes(values);
  const builder = new LevelsBuilder(binsPerOctave);
  for (const magnitude of falling.toReversed()) builder.add(magnitude, 1, 0);
  return {
    totals: {
      ...noTotals,
      count: values.length,
      zeros: values.filter((w) => w === 0).length,
      negativeZeros: values.filter((w) => Object.is(w, -0)).length,
      nan: values.filter(Number.isNaN).length,
      infinite: values.filter((w) => Math.abs(w) === Infinity).length,
      l1: falling.reduce((sum, a) => sum + a, 0),
      sumSquares: falling.reduce((sum, a) => sum + a * a, 0),
      maxAbs: falling[0] ?? 0,
    },
    levels: builder.build(),
  };
}

/** Cumulative sums of falling magnitudes (or their squares), beginning with 0. */
export function cumulative(falling: readonly number[], power: 1 | 2 = 1): number[] {
  let sum = 0;
  return [0, ...falling.map((a) => (sum += a ** power))];
}

/** The furthest that a sketch's curve of mass lies from the truth, over all ranks and the middles between them. */
export function worstCurveError(values: readonly number[], sketch: Sketch): number {
  const sums = cumulative(sortedMagnitudes(values));
  const total = sums.at(-1)!;
  const curve = curveOf(sketch);
  return sums.reduce((worst, sum, rank) => {
    const middle = (sum + (sums[rank + 1] ?? sum)) / 2;
    const errors = [shareAt(curve, rank) - sum / total, shareAt(curve, rank + 0.5) - middle / total];
    return Math.max(worst, ...errors.map(Math.abs));
  }, 0);
}
