/** Figures of runs as texts. */
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import type { RunFigure } from '../../core/run-figures.ts';

/** "97.42 %", "2.31 bits". */
export function formatFigure(figure: RunFigure, value: number): string {
  const text = formatBare(figure, value);
  return figure.unit === 'bits' && text !== '–' ? `${text} bits` : text;
}

/** Without the name of its unit, where that is said elsewhere. */
export function formatBare({ unit }: RunFigure, value: number): string {
  if (Number.isNaN(value)) return '–';
  if (unit === 'percent') return formatPercent(value, 2);
  return unit === 'bits' ? value.toFixed(2) : formatNumber(value, 3);
}

/** Beside the tick of an axis, as short as it can be. */
export function formatTick({ unit }: RunFigure, value: number): string {
  return unit === 'percent' ? `${formatNumber(100 * value)} %` : formatNumber(value);
}

/** After ±: two digits say enough of a spread. */
export function formatSpread({ unit }: RunFigure, value: number): string {
  return unit === 'percent' ? formatPercent(value, 2) : formatNumber(value, 2);
}
