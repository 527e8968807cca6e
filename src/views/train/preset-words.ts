/** Figures that papers report, in a line. */
import { formatNumber, formatPercent } from '../../core/quantity.ts';
import type { Preset } from '../../state/training/offered-parts.ts';

type PublishedFigures = NonNullable<Preset['rows'][number]['published']>;

const bits = (value: number) => `${formatNumber(value)} bits`;
const share = (value: number) => formatPercent(value, 2);

const words: Readonly<Record<keyof PublishedFigures, readonly [string, (value: number) => string]>> = {
  testAccuracy: ['test accuracy', share],
  validationAccuracy: ['validation accuracy', share],
  testError: ['test error', share],
  trainError: ['training error', share],
  perplexity: ['perplexity', formatNumber],
  informationBits: ['I(E;Y)', bits],
  gateEntropyBits: ['H_s', bits],
  usageEntropyBits: ['H_u', bits],
  importanceVariation: ['CV of importance', formatNumber],
  loadVariation: ['CV of load', formatNumber],
  imbalance: ['busiest expert', (value) => `${formatNumber(value)} × the mean`],
};

/** "test error 3.20 %, H_u 2.27 bits". */
export function publishedText(figures: PublishedFigures): string {
  return Object.entries(words)
    .flatMap(([key, [label, format]]) => {
      const value = figures[key as keyof PublishedFigures];
      return value === undefined ? [] : [`${label} ${format(value)}`];
    })
    .join(', ');
}
