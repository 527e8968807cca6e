/** What stays of every planned part, as columns: worked out once for a plan, and summed up as one likes. */
import { addAbove, COUNT, ENERGY, MASS, newAbove, SUMS, type Above } from './ladders.ts';
import type { PlanBasis } from './plan-basis.ts';
import type { Taken } from './taken.ts';

/** SUMS of part i from SUMS · i, as `Above` has them: all finite weights of a part that is not cut, none of one that is gone. */
export interface KeptWeights extends Above {
  readonly isExact: Uint8Array;
}

export function keptWeights({ grid, ladders, totals }: PlanBasis, { gone, thresholds }: Taken): KeptWeights {
  const columns = () => new Float64Array(SUMS * grid.parts.length);
  const kept = {
    value: columns(),
    low: columns(),
    high: columns(),
    isExact: new Uint8Array(grid.parts.length).fill(1),
  };
  const one = newAbove();
  for (let planned = 0; planned < grid.parts.length; planned++) {
    if (gone[totals.cell[planned]!] === 1) continue;
    const threshold = thresholds[planned]!;
    for (const key of ['value', 'low', 'high'] as const) one[key].fill(0);
    if (threshold === 0) {
      for (const key of ['value', 'low', 'high'] as const) {
        one[key][COUNT] = totals.finite[planned]!;
        one[key][MASS] = totals.mass[planned]!;
        one[key][ENERGY] = totals.energy[planned]!;
      }
    } else if (!addAbove(ladders, { row: planned, threshold }, one)) kept.isExact[planned] = 0;
    for (const key of ['value', 'low', 'high'] as const) kept[key].set(one[key], SUMS * planned);
  }
  return kept;
}
