/** From an amount to the threshold that leaves it: the ladder of a group, climbed down until enough is above. */
import { binEdge, binOf } from '../sketch/levels.ts';
import type { Ladders } from './ladders.ts';
import type { WeightsAmount } from './plan.ts';

/**
 * The threshold (|w| ≥ it stays) by which row `row` keeps the amount; 0 where all stays. Equal magnitudes stay or go
 * together, so that more than the amount may stay.
 */
export function thresholdOf(
  ladders: Ladders,
  { row, amount, finite }: { readonly row: number; readonly amount: WeightsAmount; readonly finite: number },
): number {
  if (amount.kind === 'threshold') return amount.magnitude;
  const first = ladders.start[row]!;
  const end = ladders.start[row + 1]!;
  if (first === end) return 0;
  const sums = { keep: ladders.count, mass: ladders.mass, energy: ladders.energy }[amount.kind];
  // a hair less, so that 0.1 × 30 = 3.0000000000000004 is the third weight and not the fourth
  const wanted = amount.fraction * (amount.kind === 'keep' ? finite : sums[first]!) * (1 - 1e-12);
  if (wanted <= 0) return 2 * ladders.mean[end - 1]!;
  if (amount.kind === 'keep' ? wanted > sums[first]! : amount.fraction >= 1) return 0;
  let low = first;
  let high = end - 1;
  // the highest level that reaches the amount with all above it
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sums[middle]! >= wanted) low = middle;
    else high = middle - 1;
  }
  const above = low + 1 < end ? sums[low + 1]! : 0;
  return withinLevel(ladders, { row, at: low, end, missing: wanted - above, kind: amount.kind });
}

interface Within {
  readonly row: number;
  readonly at: number;
  readonly end: number;
  /** What the level itself has to give. */
  readonly missing: number;
  readonly kind: 'keep' | 'mass' | 'energy';
}

function withinLevel(ladders: Ladders, { row, at, end, missing, kind }: Within): number {
  const { mean, width, count, binsPerOctave } = ladders;
  const w = width[at]!;
  const bins = binsPerOctave[row]!;
  if (bins === 0) return mean[at]!;
  const own = count[at]! - (at + 1 < end ? count[at + 1]! : 0);
  const top = mean[at]! + w / 2;
  const power = { keep: 0, mass: 1, energy: 2 }[kind];
  const share = shareFor(missing / own, { top, width: w, power });
  // all of the level: down to the edge, where nothing has to be supposed
  return share >= 1 - 1e-9 ? binEdge(binOf(mean[at]!, bins), bins) : top - share * w;
}

/** The top share t of weights spread evenly over [top − width, top] whose |w|^power come to `wanted` a weight. */
function shareFor(
  wanted: number,
  { top, width, power }: { readonly top: number; readonly width: number; readonly power: number },
): number {
  if (width === 0) return 1;
  const sumOf = (t: number) =>
    power === 0
      ? t
      : power === 1
        ? t * (top - (t * width) / 2)
        : t * (top * top - top * t * width + (t * width) ** 2 / 3);
  if (power === 0) return Math.min(1, wanted);
  // 50 halvings are beyond the precision of doubles
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (sumOf(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}
