/** Figures, with how far they are known. */
import type { Summary } from '../summary.ts';
import type { Above } from './ladders.ts';
import type { Certainty, Change, Figure } from './plan-costs.ts';

export function exactly(value: number): Figure {
  return { value, low: value, high: value, certainty: 'exact' };
}

export function supposedly(value: number): Figure {
  return { value, low: value, high: value, certainty: 'assumed' };
}

export function changeTo(before: number, after: Figure): Change {
  return { before, after };
}

export interface Known {
  readonly isExact: boolean;
  readonly kind: Summary['kind'];
}

/** Share of `total` that one of the sums is; 1 of nothing, as nothing was taken, and of sums beyond doubles. */
export function shareFigure(
  { value, low, high }: Above,
  { sum, total, ...known }: { readonly sum: number; readonly total: number } & Known,
): Figure {
  if (!(total > 0 && total < Infinity)) return exactly(1);
  const shareOf = (sums: Float64Array) => Math.min(1, sums[sum]! / total);
  return { value: shareOf(value), low: shareOf(low), high: shareOf(high), certainty: certaintyOf(known) };
}

export function certaintyOf({ isExact, kind }: Known): Certainty {
  if (kind === 'sample') return 'estimate';
  return isExact ? 'exact' : 'bounded';
}
