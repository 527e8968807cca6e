/** What is measured of a plan: the words, units and figures of cards, charts and tables. */
import { formatMeasured, type MeasuredUnit } from '../../../charts/pruning/measured-curve.ts';
import { formatPercent } from '../../../core/quantity.ts';
import type { Measured } from '../../../core/pruning/measured.ts';

export const measureIds = ['accuracy', 'cross_entropy', 'agreement', 'divergence'] as const;
export type MeasureId = (typeof measureIds)[number];

export interface PlanMeasure {
  readonly name: string;
  readonly unit: MeasuredUnit;
  /** Ends that the measure itself has; null for none. */
  readonly range: readonly [number | null, number | null];
  readonly formula: string;
  readonly text: string;
  readonly after: (measured: Measured) => number;
  /** Of the model as it was; null where it compares with that already. */
  readonly before: ((measured: Measured) => number) | null;
}

export const planMeasures: Readonly<Record<MeasureId, PlanMeasure>> = {
  accuracy: {
    name: 'Accuracy',
    unit: 'percent',
    range: [0, 1],
    formula: 'samples whose class is predicted ⁄ all samples',
    text: 'How often the class with the highest probability is the true one.',
    after: ({ after }) => after.accuracy,
    before: ({ before }) => before.accuracy,
  },
  cross_entropy: {
    name: 'Cross-entropy',
    unit: 'nats',
    range: [0, null],
    formula: '−(1⁄n) Σ ln p(true class)',
    text: 'How surprised the model is by the true class. It moves before accuracy does.',
    after: ({ after }) => after.loss,
    before: ({ before }) => before.loss,
  },
  agreement: {
    name: 'Same prediction',
    unit: 'percent',
    range: [0, 1],
    formula: 'samples of which both predict the same class ⁄ all samples',
    text: 'How often the pruned model says what the whole one says, right or wrong.',
    after: ({ agreement }) => agreement,
    before: null,
  },
  divergence: {
    name: 'KL from the whole model',
    unit: 'nats',
    range: [0, null],
    formula: '(1⁄n) Σ KL(whole ‖ pruned)',
    text: 'How far the probabilities of classes move, whatever the true class is. 0 is no difference.',
    after: ({ divergence }) => divergence,
    before: null,
  },
};

/** "−1.9 points", "+0.024 nats". */
export function differenceText(difference: number, unit: MeasuredUnit): string {
  if (!Number.isFinite(difference)) return '–';
  const size = Math.abs(difference);
  if (size < 0.0005) return '±0';
  const sign = difference < 0 ? '−' : '+';
  return unit === 'percent'
    ? `${sign}${(100 * size).toFixed(1)} points`
    : `${sign}${formatMeasured(size, unit)}`;
}

/** What is left of the accuracy that was there; NaN where there was none. */
export function accuracyKept({ before, after }: Measured): number {
  return before.accuracy === 0 ? NaN : after.accuracy / before.accuracy;
}

/** Of a layer's busiest expert over the mean of those that get any choices. */
export function busiestOverMean(shares: readonly number[]): number {
  const busy = shares.filter((share) => share > 0);
  return busy.length === 0 ? NaN : Math.max(...busy) * busy.length;
}

export function shareOrDash(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '–' : formatPercent(value);
}
