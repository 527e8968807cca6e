/** From an amount to the threshold that leaves it: the bin where a group's sums reach it, and a place in that bin. */
import { binEdge, SKETCH_BINS } from '../sketch/levels.ts';
import { contentsOf, COUNT, ENERGY, MASS } from './ladders.ts';
import type { ThresholdAmount } from './plan.ts';
import type { WeightGroups } from './weight-groups.ts';

const sumOfKind = { keep: COUNT, mass: MASS, energy: ENERGY };

/** A bin whose weights differ by less has one magnitude. */
const NO_WIDTH = 1e-9;

/**
 * The threshold (|w| ≥ it stays), in units of the group, by which group `group` keeps the amount; 0 where all stays. Equal
 * magnitudes stay or go together.
 */
export function thresholdOf(groups: WeightGroups, group: number, amount: ThresholdAmount): number {
  if (amount.kind === 'threshold') return amount.magnitude;
  const sum = sumOfKind[amount.kind];
  const which = { group, sum };
  const aboveOf = (bin: number) => groups.above(bin, which);
  if (amount.fraction >= 1 || groups.firstBin >= groups.endBin) return 0;
  const all = aboveOf(groups.firstBin);
  // a hair less, so that 0.1 × 30 = 3.0000000000000004 is the third weight and not the fourth
  const wanted = amount.fraction * (amount.kind === 'keep' ? groups.finite[group]! : all) * (1 - 1e-12);
  if (wanted <= 0) return Math.min(binEdge(groups.endBin, SKETCH_BINS), Number.MAX_VALUE);
  // zeros have to be among them
  if (wanted > all) return 0;
  const bin = lastBin(groups, (candidate) => aboveOf(candidate) >= wanted);
  return withinBin(groups, { group, bin, sum, missing: wanted - aboveOf(bin + 1) });
}

/** The last bin that passes; the first does, and none after one that does not. */
function lastBin({ firstBin, endBin }: WeightGroups, passes: (bin: number) => boolean): number {
  let low = firstBin;
  let high = endBin - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (passes(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Within {
  readonly group: number;
  readonly bin: number;
  readonly sum: number;
  /** What the bin itself has to give. */
  readonly missing: number;
}

function withinBin(groups: WeightGroups, { group, bin, sum, missing }: Within): number {
  const own = (which: number) =>
    groups.above(bin, { group, sum: which }) - groups.above(bin + 1, { group, sum: which });
  const edge = binEdge(bin, SKETCH_BINS);
  // in units of each matrix's own, sums tell nothing of magnitudes: the bin is taken to be filled evenly
  if (groups.unit !== null) {
    const end = binEdge(bin + 1, SKETCH_BINS);
    return end - (missing / own(sum)) * (end - edge);
  }
  const count = own(COUNT);
  const { top, width } = contentsOf({ count, mass: own(MASS), energy: own(ENERGY) }, bin);
  if (width <= NO_WIDTH * top) return edge;
  const share = shareFor(missing / count, { top, width, sum });
  // all of the bin: down to its edge, where nothing has to be supposed
  return share >= 1 - 1e-9 ? edge : Math.max(edge, top - share * width);
}

/** The top share t of weights spread evenly over [top − width, top] that comes to `wanted` a weight. */
function shareFor(
  wanted: number,
  { top, width, sum }: { readonly top: number; readonly width: number; readonly sum: number },
): number {
  if (sum === COUNT) return Math.min(1, wanted);
  const sumOf = (t: number) =>
    sum === MASS ? t * (top - (t * width) / 2) : t * (top * top - top * t * width + (t * width) ** 2 / 3);
  // 40 halvings are beyond what sums can tell
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (sumOf(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
