/** The words and figures of plans. */
import type { Certainty, Change, Figure } from '../../core/pruning/plan-costs.ts';
import type { Action, ExpertsAction, WeightsAction, WeightsAmount } from '../../core/pruning/plan.ts';
import { formatCount, formatNumber, formatPercent } from '../../core/quantity.ts';

/** What stands beside a figure, and what it means. */
export const certaintyWords: Readonly<Record<Certainty, { readonly mark: string; readonly text: string }>> = {
  exact: {
    mark: 'exact',
    text: 'Counted, or a sum of whole levels of the sketches: nothing is supposed.',
  },
  bounded: {
    mark: 'bounded',
    text: 'A threshold lies within a level of the sketches. Whatever the weights of that level are, the truth lies between the two limits.',
  },
  estimate: { mark: 'estimate', text: 'Only a sample of the weights was read.' },
  assumed: { mark: 'assumed', text: 'It holds if what is supposed holds.' },
};

export type WeightsPer = WeightsAction['per'];

export const perWords: Readonly<Record<WeightsPer, string>> = {
  all: 'All together',
  rms: 'All together, scaled by RMS',
  layer: 'Each layer for itself',
  expert: 'Each expert for itself',
  projection: 'Each matrix for itself',
};

export type AmountKind = WeightsAmount['kind'];

export const amountWords: Readonly<Record<AmountKind, string>> = {
  keep: 'Weights',
  mass: 'Mass',
  energy: 'Energy',
  threshold: '|w| ≥',
};

/** What an action does, in a line. */
export function actionTitle(action: Action, criterionName: (id: string) => string): string {
  return action.kind === 'weights' ? weightsTitle(action.amount) : expertsTitle(action, criterionName);
}

function weightsTitle(amount: WeightsAmount): string {
  switch (amount.kind) {
    case 'threshold':
      return `Cut weights below ${formatNumber(amount.magnitude)}`;
    case 'keep':
      return `Keep ${formatPercent(amount.fraction)} of the weights`;
    default:
      return `Keep ${formatPercent(amount.fraction)} of the ${amount.kind}`;
  }
}

function expertsTitle({ amount, criterion }: ExpertsAction, criterionName: (id: string) => string): string {
  if (amount.kind === 'picked') {
    const { length } = amount.removed;
    return `Remove ${length === 1 ? 'a picked expert' : `${formatCount(length)} picked experts`}`;
  }
  const by = `by ${lowerFirst(criterionName(criterion))}`;
  return amount.kind === 'each-layer'
    ? `Keep ${formatCount(amount.keep)} experts a layer ${by}`
    : `Keep ${formatPercent(amount.keepFraction)} of all experts ${by}`;
}

/** "REAP" stays what it is. */
function lowerFirst(text: string): string {
  const isAcronym = /^\p{Lu}{2}/u.test(text);
  return isAcronym ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

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
