/**
 * The curve of energy of a matrix over its singular values (matrix/spectrum.ts), as a table keeps it and as plans ask it. Between two
 * knots the curve is bounded: singular values fall, so it lies above the chord, and below both neighbouring chords drawn on.
 */
import { ENERGY_KNOTS, energySteps, type EnergyCurve } from '../matrix/spectrum.ts';

/** The shares at the knots, and their deviation. */
export const ENERGY_NUMBERS = ENERGY_KNOTS + 1;

export function energyNumbers({ shares, deviation }: EnergyCurve): Float64Array {
  return Float64Array.of(...shares, deviation);
}

/** Standard error of the shares; 0 where they are exact. */
export function energyDeviation(numbers: Float64Array): number {
  return numbers[ENERGY_KNOTS]!;
}

export interface Bounds {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Share of Σσ² that the `rank` largest of `side` singular values hold. */
export function energyOfRank(numbers: Float64Array, rank: number, side: number): Bounds {
  const steps = energySteps(side);
  const place = (rank / side) * steps;
  const knot = Math.min(steps, Math.floor(place + 1e-9));
  const own = numbers[knot]!;
  const part = place - knot;
  if (part <= 1e-9 || knot === steps) return { value: own, low: own, high: own };
  const next = numbers[knot + 1]!;
  const low = own + part * (next - own);
  const fromBefore = knot > 0 ? own + part * (own - numbers[knot - 1]!) : Infinity;
  const fromAfter = knot + 2 <= steps ? next - (1 - part) * (numbers[knot + 2]! - next) : Infinity;
  const high = Math.max(low, Math.min(next, fromBefore, fromAfter));
  return { value: (low + high) / 2, low, high };
}

/** The lowest rank of `side` that is known to hold this share of Σσ²; one at least. */
export function rankForEnergy(numbers: Float64Array, share: number, side: number): number {
  const wanted = share * (1 - 1e-12);
  let [low, high] = [1, side];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (energyOfRank(numbers, middle, side).low >= wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
