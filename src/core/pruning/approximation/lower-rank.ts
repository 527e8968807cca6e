/** Matrices of experts as products of two thin ones: the rank of each, what it keeps, and what is stored. */
import { factorParameters, rankOfFraction, savesParameters } from '../matrix/low-rank.ts';
import { energyDeviation, energyOfRank, rankForEnergy } from '../ordered/energy-table.ts';
import { orderedPlace, orderedRow } from '../ordered-tables.ts';
import type { PlanBasis } from '../plan-basis.ts';
import type { RankAction } from '../plan.ts';
import { newNoise, type Approximation } from './approximation.ts';

export interface LoweredRanks extends Approximation {
  readonly parameters: Float64Array;
  /** Lowest and highest rank of those that become two factors; 0 of none. */
  readonly lowest: number;
  readonly highest: number;
  /** Matrices that are left as they are, as two factors would be no smaller. */
  readonly whole: number;
  /** Matrices whose singular values nobody read, and of which nothing is changed. */
  readonly unknown: number;
  /** The largest standard error of what is kept; 0 where every singular value was worked out. */
  readonly deviation: number;
}

/** Of planned parts of the catalogue. */
export function lowerRanks(
  basis: PlanBasis,
  planned: Uint32Array,
  { amount, at }: { readonly amount: RankAction['amount']; readonly at: number },
): LoweredRanks {
  const { ordered, summary, catalogue } = basis.input;
  const { sumSquares } = summary.parts.totals;
  const parts = new Uint32Array(planned.length);
  const parameters = new Float64Array(planned.length);
  const noise = newNoise(planned.length);
  let count = 0;
  let [lowest, highest, whole, unknown, deviation] = [Infinity, 0, 0, 0, 0];
  for (const part of planned) {
    const place = ordered === null ? -1 : orderedPlace(ordered, part);
    const numbers = ordered && orderedRow(ordered, 'singular-values', place);
    if (numbers === null) {
      unknown++;
      continue;
    }
    const columns = ordered!.columns[place]!;
    const shape = { rows: catalogue.parts.parameters[part]! / columns, columns };
    const side = Math.min(shape.rows, shape.columns);
    const rank =
      amount.kind === 'fraction'
        ? rankOfFraction(shape, amount.fraction)
        : rankForEnergy(numbers, amount.fraction, side);
    if (!savesParameters(shape, rank)) {
      whole++;
      continue;
    }
    const kept = energyOfRank(numbers, rank, side);
    parts[count] = part;
    parameters[count] = factorParameters(shape, rank);
    noise.value[count] = Math.max(0, 1 - kept.value) * sumSquares[part]!;
    noise.low[count] = Math.max(0, 1 - kept.high) * sumSquares[part]!;
    noise.high[count] = Math.max(0, 1 - kept.low) * sumSquares[part]!;
    count++;
    lowest = Math.min(lowest, rank);
    highest = Math.max(highest, rank);
    deviation = Math.max(deviation, energyDeviation(numbers));
  }
  return {
    action: at,
    parts: parts.slice(0, count),
    noise: {
      value: noise.value.slice(0, count),
      low: noise.low.slice(0, count),
      high: noise.high.slice(0, count),
    },
    certainty: deviation > 0 ? 'estimate' : 'bounded',
    parameters: parameters.slice(0, count),
    bits: null,
    scaleBytes: null,
    lowest: count > 0 ? lowest : 0,
    highest,
    whole,
    unknown,
    deviation,
  };
}
