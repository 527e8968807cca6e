/** Small weights of a plan: the threshold of every part. */
import { addAbove, emptyAbove, type Above, type Ladders } from './ladders.ts';
import { countFigure } from './figure.ts';
import type { WeightsAction, WeightsAmount } from './plan.ts';
import type { PlanBasis } from './plan-basis.ts';
import { rowsInScope, type Taken } from './taken.ts';
import { thresholdOf } from './threshold-of.ts';
import { weightGroups, type WeightGroups } from './weight-groups.ts';

export function cutWeights(
  basis: PlanBasis,
  taken: Taken,
  { action, at }: { readonly action: WeightsAction; readonly at: number },
): void {
  const { scope, per, amount } = action;
  const { rows, unknown } = rowsInScope(basis, scope.layers);
  const wrong = problemOf(amount);
  if (unknown.length > 0) taken.refuse(at, 'no-layers', { layers: unknown });
  else if (wrong !== null) taken.refuse(at, 'amount-outside', wrong);
  else {
    const groups = weightGroups(basis, { per, rows, projection: scope.projection, gone: taken.gone });
    if (groups.count === 0) taken.refuse(at, 'no-weights', { projection: scope.projection });
    else cutGroups(basis, taken, { groups, amount, at });
  }
}

function problemOf(amount: WeightsAmount): { what: string; value: number; range: string } | null {
  if (amount.kind === 'threshold') {
    const { magnitude } = amount;
    const isRight = magnitude >= 0 && magnitude < Infinity;
    return isRight ? null : { what: 'The threshold', value: magnitude, range: 'a magnitude, 0 or more' };
  }
  const { fraction } = amount;
  if (fraction >= 0 && fraction <= 1) return null;
  const what = { keep: 'weights', mass: 'mass', energy: 'energy' }[amount.kind];
  return { what: `The share of ${what} to keep`, value: fraction, range: 'from 0 to 1' };
}

interface Cut {
  readonly groups: WeightGroups;
  readonly amount: WeightsAmount;
  readonly at: number;
}

/** Where several actions cut the same weights, the highest threshold holds. */
function cutGroups(basis: PlanBasis, taken: Taken, { groups, amount, at }: Cut): void {
  const { thresholds } = taken;
  const { memberStart, members, unit, finite, ladders } = groups;
  let [lowest, highest] = [Infinity, 0];
  let [weights, notFinite] = [0, 0];
  const above = emptyAbove();
  let isExact = true;
  for (let g = 0; g < groups.count; g++) {
    const threshold = thresholdOf(ladders, { row: g, amount, finite: finite[g]! });
    weights += finite[g]!;
    for (let m = memberStart[g]!; m < memberStart[g + 1]!; m++) {
      const planned = members[m]!;
      const own = unit === null ? threshold : threshold * unit[planned]!;
      thresholds[planned] = Math.max(thresholds[planned]!, own);
      notFinite += basis.totals.notFinite[planned]!;
      lowest = Math.min(lowest, own);
      highest = Math.max(highest, own);
      if (!addKept(basis, { planned, threshold: thresholds[planned] }, above)) isExact = false;
    }
  }
  if (notFinite > 0) taken.note(at, 'not-finite', { weights: notFinite });
  const kept = countFigure(above, weights, { isExact, kind: basis.input.summary.kind });
  taken.cuts.push({ action: at, lowest, highest, kept });
}

/** Adds what stays of a part; all finite weights where nothing is cut. Returns whether it is known exactly. */
export function addKept(
  { ladders, totals }: { readonly ladders: Ladders; readonly totals: PlanBasis['totals'] },
  { planned, threshold }: { readonly planned: number; readonly threshold: number },
  sums: Above,
): boolean {
  if (threshold > 0) return addAbove(ladders, { row: planned, threshold }, sums);
  for (const amounts of [sums.value, sums.low, sums.high]) {
    amounts.count += totals.finite[planned]!;
    amounts.mass += totals.mass[planned]!;
    amounts.energy += totals.energy[planned]!;
  }
  return true;
}
