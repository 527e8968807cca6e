/** Small weights of a plan: the threshold of every part. */
import { areFactors } from './approximation/take-rank.ts';
import { cutRows } from './cut-rows.ts';
import type { ThresholdAmount, WeightsAction } from './plan.ts';
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
  if (unknown.length > 0) {
    taken.refuse(at, 'no-layers', { layers: unknown });
    return;
  }
  if (areFactors(basis, taken, { rows, projection: scope.projection })) {
    taken.refuse(at, 'cut-after-rank', {});
    return;
  }
  tellMerged(basis, taken, { rows, at });
  // sketches know how large weights are, and nothing of where they stand
  if (per === 'neuron' || amount.kind === 'pattern' || action.score === 'wanda') {
    cutRows(basis, taken, { action, at, rows });
    return;
  }
  const wrong = problemOf(amount);
  if (wrong !== null) taken.refuse(at, 'amount-outside', wrong);
  else {
    const groups = weightGroups(basis, { per, rows, projection: scope.projection, gone: taken.notToCut() });
    if (groups.count === 0) taken.refuse(at, 'no-weights', { projection: scope.projection });
    else cutGroups(basis, taken, { groups, amount, at });
  }
}

/** Nothing is cut of merged experts. */
function tellMerged(
  { grid }: PlanBasis,
  taken: Taken,
  { rows, at }: { readonly rows: readonly number[]; readonly at: number },
): void {
  const width = grid.columns.length;
  const experts = rows.reduce(
    (sum, row) =>
      sum + taken.isMean.subarray(row * width, (row + 1) * width).reduce((own, isMean) => own + isMean, 0),
    0,
  );
  if (experts > 0) taken.note(at, 'merged-not-cut', { experts });
}

function problemOf(amount: ThresholdAmount): { what: string; value: number; range: string } | null {
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
  readonly amount: ThresholdAmount;
  readonly at: number;
}

/** Where several actions cut the same weights, the highest threshold holds. */
function cutGroups({ totals }: PlanBasis, taken: Taken, { groups, amount, at }: Cut): void {
  const { thresholds } = taken;
  const { members, groupOf, unit } = groups;
  const shared = new Float64Array(groups.count);
  for (let group = 0; group < groups.count; group++) shared[group] = thresholdOf(groups, group, amount);
  let lowest = Infinity;
  let highest = 0;
  let notFinite = 0;
  let overlaps = 0;
  members.forEach((planned, m) => {
    const own = shared[groupOf[m]!]! * (unit?.[m] ?? 1);
    if (own > thresholds[planned]!) thresholds[planned] = own;
    if (own < lowest) lowest = own;
    if (own > highest) highest = own;
    notFinite += totals.notFinite[planned]!;
    if (own > 0 && taken.keptByRow?.isCut[planned] === 1) overlaps++;
  });
  if (overlaps > 0) taken.note(at, 'cut-twice', { matrices: overlaps });
  if (notFinite > 0) taken.note(at, 'not-finite', { weights: notFinite });
  taken.cuts.push({ action: at, lowest, highest, members });
}
