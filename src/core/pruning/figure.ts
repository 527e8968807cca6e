/** Figures of what is kept, with how far they are known. */
import type { Summary } from '../summary.ts';
import type { Above, Amounts } from './ladders.ts';
import type { Certainty, Figure } from './plan-costs.ts';

export function exactly(value: number): Figure {
  return { value, low: value, high: value, certainty: 'exact' };
}

export function supposedly(value: number): Figure {
  return { value, low: value, high: value, certainty: 'assumed' };
}

interface Known {
  readonly isExact: boolean;
  readonly kind: Summary['kind'];
}

/** Share of `total` that is kept; 1 of nothing, as nothing was taken. */
export function shareFigure(
  above: Above,
  { of, total, ...known }: { readonly of: keyof Amounts; readonly total: number } & Known,
): Figure {
  if (!(total > 0)) return exactly(1);
  const [value, low, high] = [above.value[of], above.low[of], above.high[of]].map((sum) =>
    Math.min(1, sum / total),
  );
  return { value: value!, low: low!, high: high!, certainty: certaintyOf(known) };
}

export function countFigure(above: Above, total: number, known: Known): Figure {
  return shareFigure(above, { of: 'count', total, ...known });
}

export function certaintyOf({ isExact, kind }: Known): Certainty {
  if (kind === 'sample') return 'estimate';
  return isExact ? 'exact' : 'bounded';
}
