/** How the value of a measure is written. */
import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import type { Measure } from '../core/sketch/measure-list.ts';

export function formatMeasure(kind: Measure['kind'], value: number): string {
  if (Number.isNaN(value)) return '–';
  if (kind === 'count') return formatCount(value);
  return kind === 'fraction'
    ? formatPercent(value, value > 0 && value < 0.001 ? 3 : 1)
    : formatNumber(value, 4);
}
