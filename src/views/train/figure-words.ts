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
