/** What stays of every planned part, as columns: worked out once for a plan, and summed up as one likes. */
import { addAbove, COUNT, ENERGY, MASS, newAbove, SUMS, type Above } from './ladders.ts';
import { setMerged } from './merging/merged-sums.ts';
import type { PartTotals, PlanBasis } from './plan-basis.ts';
import { copySums, keptByBoth } from './row-cuts.ts';
import type { Taken } from './taken.ts';

/**
 * SUMS of part i from SUMS · i, as `Above` has them: all finite weights of a part that is not cut, none of one that is gone; of
 * one that is the mean of several what `mergedSums` says.
 */
export interface KeptWeights extends Above {
  readonly isExact: Uint8Array;
}

/** Megabytes that every position of a slider would have to clear anew. */
const buffers = new WeakMap<PlanBasis, KeptWeights>();

/** Good until it is called again for the same basis. */
export function keptWeights(basis: PlanBasis, taken: Taken): KeptWeights {
  const { gone, thresholds, keptByRow } = taken;
  const { grid, ladders, totals } = basis;
  const kept = buffers.get(basis) ?? {
    ...newAbove(grid.parts.length),
    isExact: new Uint8Array(grid.parts.length),
  };
  buffers.set(basis, kept);
  for (const column of [kept.value, kept.low, kept.high]) column.fill(0);
  kept.isExact.fill(1);
  for (let planned = 0; planned < grid.parts.length; planned++) {
    if (gone[totals.cell[planned]!] === 1) continue;
    const threshold = thresholds[planned]!;
    const at = SUMS * planned;
    if (threshold > 0) {
      if (!addAbove(ladders, { row: planned, threshold, at }, kept)) kept.isExact[planned] = 0;
      if (keptByRow?.isCut[planned] === 1) {
        keptByBoth(kept, keptByRow.sums, { at, from: at, planned, totals });
        kept.isExact[planned] = 0;
      }
    } else if (keptByRow?.isCut[planned] === 1) {
      copySums(kept, keptByRow.sums, { at, from: at });
      kept.isExact[planned] = keptByRow.isExact[planned]!;
    } else {
      setAll(kept.value, at, { totals, planned });
      setAll(kept.low, at, { totals, planned });
      setAll(kept.high, at, { totals, planned });
    }
  }
  setMerged(basis, taken, kept);
  return kept;
}

function setAll(
  sums: Float64Array,
  at: number,
  { totals, planned }: { readonly totals: PartTotals; readonly planned: number },
): void {
  sums[at + COUNT] = totals.finite[planned]!;
  sums[at + MASS] = totals.mass[planned]!;
  sums[at + ENERGY] = totals.energy[planned]!;
}
