/** `top-k:4`: tokens choose four experts, in every layer. */
import { readNumber } from '../json-fields.ts';
import type { TopKAction } from '../plan.ts';
import { formatNumber, parseNumber } from '../text-fields.ts';
import type { ActionText } from './action-text.ts';

export const topKText: ActionText<TopKAction> = {
  format: ({ k }) => [formatNumber(k)],
  parse: ([size, ...rest]) => {
    const k = parseNumber(size);
    return k === null || rest.length > 0 ? null : { kind: 'top-k', layers: null, k };
  },
  read: ({ k }, at) => ({ kind: 'top-k', layers: null, k: readNumber(k, `${at}.k`) }),
};
