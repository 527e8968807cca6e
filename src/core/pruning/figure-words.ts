/** Figures of plans in words, and how far they are known. */
import { formatNumber, formatPercent } from '../quantity.ts';
import { decibelsOf } from './approximation/error-costs.ts';
import type { Certainty, Change, Figure } from './plan-costs.ts';

/** What stands beside a figure, and what it means. */
export const certaintyWords: Readonly<Record<Certainty, { readonly mark: string; readonly text: string }>> = {
  exact: {
    mark: 'exact',
    text: 'Counted, or a sum of whole levels of the sketches: nothing is supposed.',
  },
  bounded: {
    mark: 'bounded',
    text: 'A threshold lies within a level of the sketches, or experts are merged whose weights may cancel or add up. Whatever they are, the truth lies between the two limits.',
  },
  estimate: { mark: 'estimate', text: 'Only a sample of the weights was read.' },
  assumed: { mark: 'assumed', text: 'It holds if what is supposed holds.' },
};

/** "−25.0 %"; nothing to say of what was 0. */
export function changeText({ before, after }: Change): string {
  if (before === 0) return '–';
  const change = after.value / before - 1;
  if (Math.abs(change) < 0.0005) return '±0 %';
  return `${change < 0 ? '−' : '+'}${formatPercent(Math.abs(change))}`;
}

/** Two decimals where ends meet the full 100 %. */
export function shareText({ value }: Pick<Figure, 'value'>): string {
  return Number.isNaN(value) ? '–' : formatPercent(value, value > 0.995 && value < 1 ? 2 : 1);
}

/** The limits of a bounded figure in its own words; null where there are none to tell. */
export function limitsText(
  { low, high, certainty }: Figure,
  format: (value: number) => string,
): string | null {
  return certainty === 'bounded' ? `Between ${format(low)} and ${format(high)}.` : null;
}

/** Of a share of Σw² that is lost, how far it lies below the weights: "31.4 dB". */
export function decibelsText(lost: number): string {
  const decibels = decibelsOf(lost);
  return decibels === Infinity ? '∞ dB' : `${formatNumber(decibels, 3)} dB`;
}
