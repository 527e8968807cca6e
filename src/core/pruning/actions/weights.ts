import { formatCount, formatNumber, formatPercent } from '../../quantity.ts';
import { rowRuleOf, tableOf } from '../cut-rows.ts';
import { cutWeights } from '../cut-weights.ts';
import type { WeightsAction } from '../plan.ts';
import type { ActionKind } from './action-kind.ts';

export const weightsKind: ActionKind<WeightsAction> = {
  title: ({ amount, per, score }) => {
    const by = score === 'wanda' ? ' by Wanda' : '';
    switch (amount.kind) {
      case 'threshold':
        return `Cut weights below ${formatNumber(amount.magnitude)}`;
      case 'pattern':
        return `Keep ${formatCount(amount.keep)} of every ${formatCount(amount.of)} weights${by}`;
      case 'keep':
        return `Keep ${formatPercent(amount.fraction)} of ${per === 'neuron' ? 'each neuron’s' : 'the'} weights${by}`;
      default:
        return `Keep ${formatPercent(amount.fraction)} of the ${amount.kind}`;
    }
  },
  needs: (action) => {
    const rule = rowRuleOf(action);
    return rule === null ? [] : [tableOf(rule)];
  },
  take: cutWeights,
};
