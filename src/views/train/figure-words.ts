/** Figures of runs as texts. */
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import type { RunFigure } from '../../core/run-figures.ts';

export function formatFigure({ kind, unit }: RunFigure, value: number): string {
  if (Number.isNaN(value)) return '–';
  if (kind === 'fraction') return formatPercent(value, 2);
  return unit === null ? formatNumber(value, 3) : `${value.toFixed(2)} ${unit}`;
}
