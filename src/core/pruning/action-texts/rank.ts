/**
 *     rank:fraction:0.25:pdown:l0-11       a quarter of the singular values of every down projection
 *     rank:energy:0.9                      the fewest that hold 90 % of Σσ²
 */
import { readNumber, readObject, readOneOf, readScope } from '../json-fields.ts';
import type { RankAction } from '../plan.ts';
import { formatNumber, isOneOf, parseNumber, parseOptions, parseScope, scopeFields } from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

const amounts = ['fraction', 'energy'] as const satisfies readonly RankAction['amount']['kind'][];

export const rankText: ActionText<RankAction> = {
  format: ({ amount, scope }) => [amount.kind, formatNumber(amount.fraction), ...scopeFields(scope)],

  parse: ([kind, size, ...rest]) => {
    const options = parseOptions(rest, 'pl');
    const scope = options && parseScope(options);
    const fraction = parseNumber(size);
    if (!isOneOf(amounts, kind) || fraction === null || scope === null) return null;
    return { kind: 'rank', scope, amount: { kind, fraction } };
  },

  read: ({ scope, amount }, at) => {
    const given = readObject(amount, `${at}.amount`);
    const kind = readOneOf(amounts, given.kind, `${at}.amount.kind`);
    const fraction = readNumber(given.fraction, `${at}.amount.fraction`);
    return { kind: 'rank', scope: readScope(scope, `${at}.scope`), amount: { kind, fraction } };
  },
};
