/** How a measure is written and explained. */
import { formatCount, formatNumber, formatPercent } from '../core/quantity.ts';
import type { Measure } from '../core/sketch/measure-list.ts';
import { Explain } from '../ui/Explain.tsx';

export function formatMeasure(kind: Measure['kind'], value: number): string {
  if (Number.isNaN(value)) return '–';
  if (kind === 'count') return formatCount(value);
  return kind === 'fraction'
    ? formatPercent(value, value > 0 && value < 0.001 ? 3 : 1)
    : formatNumber(value, 4);
}

export function explainMeasure(measure: Measure) {
  return (
    <Explain title={measure.name} formula={measure.formula} reference={{ text: measure.reference }}>
      {measure.explanation}
    </Explain>
  );
}
